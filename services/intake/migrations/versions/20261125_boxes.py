"""boxes"""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '0028211f046f'
down_revision = '1e1ff53aea0c'
branch_labels = None
depends_on = None

TRIGGERS = {
    'sqlite': [f"CREATE TRIGGER box_steps_keep_{act.lower()} BEFORE {act} ON box_steps BEGIN"
               " SELECT RAISE(ABORT, 'box_steps only grows'); END" for act in ('UPDATE', 'DELETE')],
    'postgresql': ["CREATE FUNCTION box_steps_keep() RETURNS trigger LANGUAGE plpgsql AS"
                   " $$ BEGIN RAISE EXCEPTION 'box_steps only grows'; END $$",
                   "CREATE TRIGGER box_steps_keep BEFORE UPDATE OR DELETE ON box_steps"
                   " FOR EACH ROW EXECUTE FUNCTION box_steps_keep()"],
}


def upgrade() -> None:
    """Go forward."""
    op.create_table('boxes',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('seal_no', sa.String(length=40), nullable=False),
    sa.Column('sealed_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('set_up_by', sa.String(length=36), nullable=False),
    sa.Column('set_up_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('steps', sa.Integer(), server_default='0', nullable=False),
    sa.Column('head', sa.String(length=64), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boxes'))
    )
    with op.batch_alter_table('boxes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_boxes_station_id'), ['station_id'], unique=False)

    op.create_table('slip_batches',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('draft_version', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('from_serial', sa.Integer(), nullable=False),
    sa.Column('to_serial', sa.Integer(), nullable=False),
    sa.Column('issued_by', sa.String(length=36), nullable=False),
    sa.Column('issued_by_name', sa.String(length=100), nullable=False),
    sa.Column('issued_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('spoilt', sa.Integer(), nullable=True),
    sa.Column('unused', sa.Integer(), nullable=True),
    sa.Column('missing', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=500), server_default='', nullable=False),
    sa.Column('settled_by', sa.String(length=36), nullable=True),
    sa.Column('settled_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('form', 'label')", name=op.f('ck_slip_batches_kind')),
    sa.CheckConstraint('from_serial >= 1 AND to_serial >= from_serial', name=op.f('ck_slip_batches_serials')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slip_batches')),
    sa.UniqueConstraint('consultation_id', 'from_serial', name=op.f('uq_slip_batches_consultation_id_from_serial'))
    )
    with op.batch_alter_table('slip_batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slip_batches_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_slip_batches_station_id'), ['station_id'], unique=False)

    op.create_table('box_steps',
    sa.Column('box_id', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('opening_id', sa.String(length=36), nullable=True),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=False),
    sa.Column('who_name', sa.String(length=100), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['box_id'], ['boxes.id'], name=op.f('fk_box_steps_box_id_boxes')),
    sa.PrimaryKeyConstraint('box_id', 'seq', name=op.f('pk_box_steps'))
    )
    with op.batch_alter_table('box_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_box_steps_opening_id'), ['opening_id'], unique=False)

    op.create_table('openings',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('box_id', sa.String(length=36), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('seal_no', sa.String(length=40), nullable=False),
    sa.Column('seal_found', sa.String(length=40), nullable=False),
    sa.Column('is_intact', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('photo', sa.String(length=64), nullable=False),
    sa.Column('opener_id', sa.String(length=36), nullable=False),
    sa.Column('opener_name', sa.String(length=100), nullable=False),
    sa.Column('begun_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('witness_id', sa.String(length=36), nullable=True),
    sa.Column('witness_name', sa.String(length=100), nullable=True),
    sa.Column('opened_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('round', sa.Integer(), server_default='1', nullable=False),
    sa.Column('counted', sa.Integer(), nullable=True),
    sa.Column('balance', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('reconciled_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('envelope_seal', sa.String(length=40), nullable=True),
    sa.Column('new_seal', sa.String(length=40), nullable=True),
    sa.Column('resealed_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('keep_until', sa.Date(), nullable=True),
    sa.Column('retained_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('destroyed_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("counted IS NOT NULL OR state IN ('sealed', 'opened')", name=op.f('ck_openings_counted')),
    sa.CheckConstraint("state IN ('sealed', 'opened', 'counted', 'scanned', 'keyed', 'rekeyed', 'reconciled', 'resealed', 'retained', 'destroyed')", name=op.f('ck_openings_state')),
    sa.CheckConstraint('witness_id IS NULL OR witness_id <> opener_id', name=op.f('ck_openings_two_people')),
    sa.ForeignKeyConstraint(['box_id'], ['boxes.id'], name=op.f('fk_openings_box_id_boxes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings')),
    sa.UniqueConstraint('box_id', 'no', name=op.f('uq_openings_box_id_no'))
    )
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_openings_box_id'), ['box_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_openings_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_openings_station_id'), ['station_id'], unique=False)

    op.create_table('counts',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('opening_id', sa.String(length=36), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=False),
    sa.Column('who_name', sa.String(length=100), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 0', name=op.f('ck_counts_number')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_counts_opening_id_openings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counts')),
    sa.UniqueConstraint('opening_id', 'round', 'turn', name=op.f('uq_counts_opening_id_round_turn'))
    )
    with op.batch_alter_table('counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_counts_opening_id'), ['opening_id'], unique=False)

    op.create_table('signatures',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('opening_id', sa.String(length=36), nullable=False),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=False),
    sa.Column('who_name', sa.String(length=100), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("act IN ('retain', 'destroy')", name=op.f('ck_signatures_act')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_signatures_opening_id_openings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signatures')),
    sa.UniqueConstraint('opening_id', 'act', 'who', name=op.f('uq_signatures_opening_id_act_who'))
    )
    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signatures_opening_id'), ['opening_id'], unique=False)

    op.create_table('slips',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('opening_id', sa.String(length=36), nullable=False),
    sa.Column('batch_id', sa.String(length=36), nullable=False),
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('said_kind', sa.String(length=10), nullable=True),
    sa.Column('said_by', sa.String(length=36), nullable=True),
    sa.Column('said_by_name', sa.String(length=100), nullable=True),
    sa.Column('agreed_by', sa.String(length=36), nullable=True),
    sa.Column('opinion_id', sa.String(length=36), nullable=False),
    sa.Column('sealed_contact', sa.Text(), nullable=True),
    sa.Column('contact_key', sa.String(length=64), nullable=True),
    sa.Column('registered_by', sa.String(length=36), nullable=False),
    sa.Column('registered_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('forwarded_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('opinion', 'blank', 'spoilt', 'foreign')", name=op.f('ck_slips_kind')),
    sa.CheckConstraint("said_kind IN ('blank', 'spoilt', 'foreign')", name=op.f('ck_slips_said_kind')),
    sa.CheckConstraint('agreed_by IS NULL OR agreed_by <> said_by', name=op.f('ck_slips_two_people')),
    sa.ForeignKeyConstraint(['batch_id'], ['slip_batches.id'], name=op.f('fk_slips_batch_id_slip_batches')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_slips_opening_id_openings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slips')),
    sa.UniqueConstraint('consultation_id', 'serial', name=op.f('uq_slips_consultation_id_serial')),
    sa.UniqueConstraint('opinion_id', name=op.f('uq_slips_opinion_id'))
    )
    with op.batch_alter_table('slips', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slips_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_slips_opening_id'), ['opening_id'], unique=False)

    op.create_table('audits',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('slip_id', sa.String(length=36), nullable=False),
    sa.Column('station_id', sa.String(length=36), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.Column('errors', sa.Integer(), nullable=False),
    sa.Column('differences', sa.JSON(), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=False),
    sa.Column('who_name', sa.String(length=100), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['slip_id'], ['slips.id'], name=op.f('fk_audits_slip_id_slips')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audits')),
    sa.UniqueConstraint('slip_id', name=op.f('uq_audits_slip_id'))
    )
    with op.batch_alter_table('audits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audits_station_id'), ['station_id'], unique=False)

    op.create_table('keyings',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('slip_id', sa.String(length=36), nullable=False),
    sa.Column('turn', sa.String(length=10), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=False),
    sa.Column('who_name', sa.String(length=100), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("turn IN ('first', 'second', 'resolved', 'audit')", name=op.f('ck_keyings_turn')),
    sa.ForeignKeyConstraint(['slip_id'], ['slips.id'], name=op.f('fk_keyings_slip_id_slips')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_keyings')),
    sa.UniqueConstraint('slip_id', 'turn', name=op.f('uq_keyings_slip_id_turn'))
    )
    with op.batch_alter_table('keyings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_keyings_slip_id'), ['slip_id'], unique=False)

    op.create_table('scans',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('slip_id', sa.String(length=36), nullable=False),
    sa.Column('side', sa.String(length=5), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('masked', sa.String(length=64), nullable=False),
    sa.Column('crop', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('turned', sa.Integer(), nullable=False),
    sa.Column('scanned_by', sa.String(length=36), nullable=False),
    sa.Column('scanned_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ocr_text', sa.Text(), nullable=True),
    sa.Column('ocr_model', sa.String(length=100), nullable=True),
    sa.CheckConstraint("side IN ('front', 'back')", name=op.f('ck_scans_side')),
    sa.ForeignKeyConstraint(['slip_id'], ['slips.id'], name=op.f('fk_scans_slip_id_slips')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scans')),
    sa.UniqueConstraint('slip_id', 'side', 'turn', name=op.f('uq_scans_slip_id_side_turn'))
    )
    with op.batch_alter_table('scans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scans_slip_id'), ['slip_id'], unique=False)


    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('scans', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scans_slip_id'))

    op.drop_table('scans')
    with op.batch_alter_table('keyings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_keyings_slip_id'))

    op.drop_table('keyings')
    with op.batch_alter_table('audits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audits_station_id'))

    op.drop_table('audits')
    with op.batch_alter_table('slips', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slips_opening_id'))
        batch_op.drop_index(batch_op.f('ix_slips_batch_id'))

    op.drop_table('slips')
    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signatures_opening_id'))

    op.drop_table('signatures')
    with op.batch_alter_table('counts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_counts_opening_id'))

    op.drop_table('counts')
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_openings_station_id'))
        batch_op.drop_index(batch_op.f('ix_openings_state'))
        batch_op.drop_index(batch_op.f('ix_openings_box_id'))

    op.drop_table('openings')
    with op.batch_alter_table('box_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_box_steps_opening_id'))

    op.drop_table('box_steps')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION box_steps_keep()')
    with op.batch_alter_table('slip_batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slip_batches_station_id'))
        batch_op.drop_index(batch_op.f('ix_slip_batches_consultation_id'))

    op.drop_table('slip_batches')
    with op.batch_alter_table('boxes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_boxes_station_id'))

    op.drop_table('boxes')
