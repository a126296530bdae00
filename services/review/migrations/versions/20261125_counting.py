"""counting"""
from alembic import op

revision = 'e0b7d15c9a42'
down_revision = 'c41a70d9e5b3'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: opinions are counted by place and state from an index alone."""
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index('ix_opinions_consultation_place')
        batch_op.create_index('ix_opinions_consultation_place', [
            'consultation_id', 'place_version', 'place_state', 'place', 'state'], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index('ix_opinions_consultation_place')
        batch_op.create_index('ix_opinions_consultation_place', [
            'consultation_id', 'place_version', 'place_state'], unique=False)
