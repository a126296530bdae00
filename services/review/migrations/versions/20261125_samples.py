"""Samples: what grouping found; everything that was heard so far is grouped once the tables are there."""
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import shared.db
from shared.ids import new_id

revision = '913cd24ed987'
down_revision = 'c937d0abfd3f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('samples',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('block', sa.String(length=120), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('opinion_id', sa.String(length=36), nullable=False),
    sa.Column('head_id', sa.String(length=36), nullable=False),
    sa.Column('near_score', sa.Double(), nullable=False),
    sa.Column('kin_id', sa.String(length=36), nullable=False),
    sa.Column('kin_score', sa.Double(), nullable=False),
    sa.Column('beside_id', sa.String(length=36), nullable=True),
    sa.Column('differs', sa.JSON(), nullable=False),
    sa.Column('made_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('kin_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_samples')),
    sa.UniqueConstraint('consultation_id', 'block', 'key', name=op.f('uq_samples_consultation_id_block_key'))
    )
    op.create_index('ix_samples_consultation_key', 'samples', ['consultation_id', 'key'], unique=False)
    op.create_table('step_opinions',
    sa.Column('step_id', sa.String(length=36), nullable=False),
    sa.Column('opinion_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['step_id'], ['steps.id'], name=op.f('fk_step_opinions_step_id_steps')),
    sa.PrimaryKeyConstraint('step_id', 'opinion_id', name=op.f('pk_step_opinions'))
    )
    with op.batch_alter_table('step_opinions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_step_opinions_opinion_id'), ['opinion_id'], unique=False)

    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sample_id', sa.String(length=36), nullable=True))
        batch_op.drop_index('ix_opinions_consultation_state')
        batch_op.create_index('ix_opinions_consultation_sample', ['consultation_id', 'sample_id', 'state', 'opinion_id'], unique=False)

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sample_id', sa.String(length=36), nullable=True))
        batch_op.create_index('ix_members_suggestion_sample', ['suggestion_id', 'sample_id', 'opinion_id'], unique=False)
    _want_grouping()


def _want_grouping() -> None:
    """Ask for the job that groups, for each consultation that has opinions."""
    jobs = sa.table('jobs', *(sa.column(name) for name in ('id', 'kind', 'key', 'wanted', 'attempts', 'request_id')),
                    sa.column('due_at', shared.db.UtcDateTime(timezone=True)))
    known = op.get_bind().execute(sa.text("SELECT DISTINCT consultation_id FROM opinions ORDER BY 1")).scalars().all()
    op.bulk_insert(jobs, [{'id': new_id(), 'kind': 'group', 'key': each, 'wanted': 1, 'attempts': 0, 'request_id': '',
                           'due_at': datetime.now(UTC)} for each in known])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_index('ix_members_suggestion_sample')
        batch_op.drop_column('sample_id')

    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index('ix_opinions_consultation_sample')
        batch_op.create_index('ix_opinions_consultation_state', ['consultation_id', 'state'], unique=False)
        batch_op.drop_column('sample_id')

    op.drop_table('step_opinions')
    op.drop_table('samples')
