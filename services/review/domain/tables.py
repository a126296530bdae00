"""The tables of an export, by the name that programs use."""

TABLES = {"opinions": "意见", "suggestions": "建议", "members": "归并", "assessments": "评议", "steps": "步骤",
          "step_opinions": "步骤涉及的意见"}
