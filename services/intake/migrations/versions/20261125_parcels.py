"""parcels"""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '1e1ff53aea0c'
down_revision = '4e2321f2a335'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('parcel_imports',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('device_id', sa.String(length=36), nullable=False),
    sa.Column('sums', sa.JSON(), nullable=False),
    sa.Column('imported_by', sa.String(length=36), nullable=False),
    sa.Column('imported_name', sa.String(length=100), nullable=False),
    sa.Column('imported_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parcel_imports'))
    )
    with op.batch_alter_table('parcel_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parcel_imports_sha256'), ['sha256'], unique=False)

    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=12), server_default='conflict', nullable=False))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('errors', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('device_id', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('device_seq', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('device_prev', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('outcome', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('settled_by', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('settled_at', shared.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f('ck_conflicts_kind'), "kind IN ('conflict', 'inadmissible')")
        batch_op.create_index('ix_conflicts_chain', ['device_id', 'device_seq'], unique=False, sqlite_where=sa.text('device_id IS NOT NULL'), postgresql_where=sa.text('device_id IS NOT NULL'))

    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opinions_consultation_id'))
        batch_op.create_index('ix_opinions_counted', ['consultation_id', 'draft_version', 'provision'], unique=False)
        batch_op.create_index('ix_opinions_chain', ['device_id', 'device_seq'], unique=False, sqlite_where=sa.text('device_id IS NOT NULL'), postgresql_where=sa.text('device_id IS NOT NULL'))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index('ix_opinions_counted')
        batch_op.create_index(batch_op.f('ix_opinions_consultation_id'), ['consultation_id'], unique=False)
        batch_op.drop_index('ix_opinions_chain', sqlite_where=sa.text('device_id IS NOT NULL'), postgresql_where=sa.text('device_id IS NOT NULL'))

    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.drop_index('ix_conflicts_chain', sqlite_where=sa.text('device_id IS NOT NULL'), postgresql_where=sa.text('device_id IS NOT NULL'))
        batch_op.drop_constraint(op.f('ck_conflicts_kind'), type_='check')
        batch_op.drop_column('settled_at')
        batch_op.drop_column('settled_by')
        batch_op.drop_column('note')
        batch_op.drop_column('outcome')
        batch_op.drop_column('device_prev')
        batch_op.drop_column('device_seq')
        batch_op.drop_column('device_id')
        batch_op.drop_column('errors')
        batch_op.drop_column('digest')
        batch_op.drop_column('kind')

    with op.batch_alter_table('parcel_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_parcel_imports_sha256'))

    op.drop_table('parcel_imports')
