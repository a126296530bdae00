"""kiosk"""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = 'fc24c686f4ed'
down_revision = '1e1ff53aea0c'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('abandonments',
    sa.Column('device_id', sa.String(length=36), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('device_id', 'on', 'step', name=op.f('pk_abandonments'))
    )
    op.create_table('item_steps',
    sa.Column('item_id', sa.String(length=36), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('whom', sa.String(length=200), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('who', sa.String(length=100), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('item_id', 'turn', name=op.f('pk_item_steps'))
    )
    op.create_table('leaflets',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('picture', sa.String(length=64), nullable=True),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('written_by', sa.String(length=36), nullable=False),
    sa.Column('written_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leaflets'))
    )
    op.create_table('offices',
    sa.Column('station_id', sa.String(length=36), nullable=False),
    sa.Column('hours', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=50), nullable=False),
    sa.Column('officers', sa.String(length=200), nullable=False),
    sa.Column('idle_seconds', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('station_id', name=op.f('pk_offices'))
    )
    op.create_table('social_items',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=True),
    sa.Column('device_id', sa.String(length=36), nullable=True),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('written_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('received_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('received', 'forwarded', 'closed')", name=op.f('ck_social_items_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_social_items')),
    sa.UniqueConstraint('number', name=op.f('uq_social_items_number'))
    )
    with op.batch_alter_table('social_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_social_items_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_social_items_station_id'), ['station_id'], unique=False)

    op.create_table('spoken',
    sa.Column('opinion_id', sa.String(length=36), nullable=False),
    sa.Column('receipt', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('recording', sa.String(length=64), nullable=False),
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=True),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('sealed_contact', sa.Text(), nullable=True),
    sa.Column('contact_key', sa.String(length=64), nullable=True),
    sa.Column('device_id', sa.String(length=36), nullable=True),
    sa.Column('device_seq', sa.Integer(), nullable=True),
    sa.Column('device_prev', sa.String(length=64), nullable=True),
    sa.Column('written_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('received_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('transcribed_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('transcribed_by', sa.String(length=36), nullable=True),
    sa.Column('transcriber', sa.String(length=100), nullable=True),
    sa.PrimaryKeyConstraint('opinion_id', name=op.f('pk_spoken'))
    )
    with op.batch_alter_table('spoken', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spoken_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_spoken_device_id'), ['device_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_spoken_receipt'), ['receipt'], unique=False)
        batch_op.create_index(batch_op.f('ix_spoken_station_id'), ['station_id'], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('spoken', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spoken_station_id'))
        batch_op.drop_index(batch_op.f('ix_spoken_receipt'))
        batch_op.drop_index(batch_op.f('ix_spoken_device_id'))
        batch_op.drop_index(batch_op.f('ix_spoken_consultation_id'))

    op.drop_table('spoken')
    with op.batch_alter_table('social_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_social_items_station_id'))
        batch_op.drop_index(batch_op.f('ix_social_items_state'))

    op.drop_table('social_items')
    op.drop_table('offices')
    op.drop_table('leaflets')
    op.drop_table('item_steps')
    op.drop_table('abandonments')
