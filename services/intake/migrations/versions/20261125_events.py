"""events"""
import sqlalchemy as sa
from alembic import op

revision = 'f94d1cc7b175'
down_revision = '7ab0e4072a41'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('popups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('device_id', sa.String(length=36), nullable=True))
        batch_op.alter_column('made_by', existing_type=sa.String(length=36), nullable=True)



def downgrade() -> None:
    """Go back; who told of what was set up on a device then stands where otherwise the planner does."""
    op.execute("UPDATE popups SET made_by = device_id WHERE made_by IS NULL")
    with op.batch_alter_table('popups', schema=None) as batch_op:
        batch_op.alter_column('made_by', existing_type=sa.String(length=36), nullable=False)
        batch_op.drop_column('device_id')
