"""corrections"""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '368dbd329eaa'
down_revision = '380a4bd76a88'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('corrections',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('edit', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.String(length=36), nullable=False),
    sa.Column('made_by_name', sa.String(length=100), nullable=False),
    sa.Column('made_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('undone_by', sa.String(length=36), nullable=True),
    sa.Column('undone_by_name', sa.String(length=100), nullable=True),
    sa.Column('undone_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id', 'version'], ['drafts.consultation_id', 'drafts.version'], name=op.f('fk_corrections_consultation_id_version_drafts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections')),
    sa.UniqueConstraint('consultation_id', 'version', 'edit', name=op.f('uq_corrections_consultation_id_version_edit'))
    )
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('marks', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('edits', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_table('corrections')
    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.drop_column('edits')
        batch_op.drop_column('marks')
