"""Where the opinions behind a suggestion came from."""
import sqlalchemy as sa
from alembic import op

revision = 'a43b80ad9bba'
down_revision = '2f7ac95b0e16'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stations', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('channels', sa.JSON(), server_default='{}', nullable=False))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.drop_column('channels')
        batch_op.drop_column('stations')

