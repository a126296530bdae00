"""Drafts of assessments."""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '6dcc8d222a0f'
down_revision = '83e6f8144d25'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('desk_drafts',
    sa.Column('assignment_id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('saved_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('put_off_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_desk_drafts'))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table('desk_drafts')
