"""devices"""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '4e2321f2a335'
down_revision = 'c75f68359352'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('device_steps',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('device_id', sa.String(length=36), nullable=False),
    sa.Column('step', sa.String(length=12), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=True),
    sa.CheckConstraint("step IN ('enrolled', 'code_issued', 'bound', 'revoked')", name=op.f('ck_device_steps_step')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device_steps'))
    )
    with op.batch_alter_table('device_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_steps_device_id'), ['device_id'], unique=False)

    op.create_table('enrolments',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('device_id', sa.String(length=36), nullable=False),
    sa.Column('made_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('void_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_enrolments'))
    )
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolments_device_id'), ['device_id'], unique=False)

    op.create_table('entries',
    sa.Column('opinion_id', sa.String(length=36), nullable=False),
    sa.Column('activity_id', sa.String(length=36), nullable=False),
    sa.Column('entered_by', sa.String(length=36), nullable=False),
    sa.Column('entered_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('opinion_id', name=op.f('pk_entries'))
    )
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entries_activity_id'), ['activity_id'], unique=False)

    op.create_table('popups',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=False),
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('audience', sa.String(length=200), nullable=False),
    sa.Column('crew', sa.JSON(), nullable=False),
    sa.Column('opens_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closes_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('made_by', sa.String(length=36), nullable=False),
    sa.Column('made_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_popups_window')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_popups'))
    )
    with op.batch_alter_table('popups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_popups_station_id'), ['station_id'], unique=False)

    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minutes', sa.Text(), nullable=True))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_column('minutes')

    with op.batch_alter_table('popups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_popups_station_id'))

    op.drop_table('popups')
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entries_activity_id'))

    op.drop_table('entries')
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolments_device_id'))

    op.drop_table('enrolments')
    with op.batch_alter_table('device_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_steps_device_id'))

    op.drop_table('device_steps')
