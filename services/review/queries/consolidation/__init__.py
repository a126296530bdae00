"""Questions of the workbench: what was said, what stands behind what, what was done."""
