"""Where opinions and suggestions stand in the newest version of their draft."""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '7d1f4c0b92ae'
down_revision = '368dbd329eaa'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('place_version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('place_state', sa.String(length=10), nullable=False, server_default='kept'))
        batch_op.add_column(sa.Column('place_why', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('place_start', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('stood_at', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('stood_version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('stood_start', sa.Integer(), nullable=True))
        batch_op.create_check_constraint('place_state', "place_state IN ('kept', 'moved', 'ask', 'placed', 'answered')")
        batch_op.create_index('ix_opinions_consultation_place', ['consultation_id', 'place_version', 'place_state'], unique=False)
    op.execute("UPDATE opinions SET place = provision, place_version = draft_version, stood_at = provision, stood_version = draft_version")

    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('imported_by', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('imported_at', shared.db.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place_version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('place_state', sa.String(length=10), nullable=False, server_default='kept'))
        batch_op.add_column(sa.Column('place_why', sa.Text(), nullable=True))
        batch_op.create_check_constraint('place_state', "place_state IN ('kept', 'moved', 'ask')")
    op.execute("UPDATE suggestions SET place_version = draft_version")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.drop_constraint('place_state', type_='check')
        for name in ('place_why', 'place_state', 'place_version'):
            batch_op.drop_column(name)
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        for name in ('imported_at', 'imported_by'):
            batch_op.drop_column(name)
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index('ix_opinions_consultation_place')
        batch_op.drop_constraint('place_state', type_='check')
        for name in ('stood_start', 'stood_version', 'stood_at', 'place_start', 'place_why', 'place_state', 'place_version', 'place'):
            batch_op.drop_column(name)
