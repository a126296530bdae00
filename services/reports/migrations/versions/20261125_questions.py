"""questions"""
import sqlalchemy as sa
from alembic import op

revision = '2f7ac95b0e16'
down_revision = 'c30a62388906'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('questions', sa.JSON(), server_default='[]', nullable=False))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.drop_column('questions')
