"""questions"""
import sqlalchemy as sa
from alembic import op

revision = '5d3f8a1c7e20'
down_revision = '7d1f4c0b92ae'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shows_counts', sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('notes', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('questions', sa.JSON(), server_default='[]', nullable=False))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.drop_column('questions')
        batch_op.drop_column('notes')

    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.drop_column('shows_counts')
