"""The expert pool whole: organisations, terms, absences, selection records; officers, advisers, filings."""
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

import shared.db

revision = 'c937d0abfd3f'
down_revision = '5d3f8a1c7e20'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('experts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organisation', sa.String(length=100), server_default='', nullable=False))
        batch_op.add_column(sa.Column('position', sa.String(length=100), server_default='', nullable=False))
        batch_op.add_column(sa.Column('term_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('term_to', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('tasks', sa.JSON(), server_default='["opinion", "filing"]', nullable=False))
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('left_why', sa.Text(), nullable=True))
        batch_op.create_check_constraint('term', 'term_from <= term_to')
        batch_op.create_check_constraint('left', 'left_on IS NULL OR left_why IS NOT NULL')
    _change_recusals(lambda each: {"kind": "other", "word": each})

    op.create_table('records',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('subject_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('who', sa.String(length=36), nullable=False),
    sa.Column('who_name', sa.String(length=100), nullable=False),
    sa.Column('at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_records'))
    )
    with op.batch_alter_table('records', schema=None) as batch_op:
        batch_op.create_index('ix_records_subject', ['subject_id', 'at'], unique=False)

    op.create_table('advisers',
    sa.Column('account_id', sa.String(length=36), nullable=False),
    sa.Column('organisation', sa.String(length=100), nullable=False),
    sa.Column('licence', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_advisers_account_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_advisers'))
    )
    op.create_table('officers',
    sa.Column('account_id', sa.String(length=36), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('organisation', sa.String(length=100), nullable=False),
    sa.Column('constituency', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_officers_account_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_officers'))
    )
    op.create_table('absences',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('expert_id', sa.String(length=36), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('why', sa.String(length=200), nullable=False),
    sa.CheckConstraint('from_on <= to_on', name=op.f('ck_absences_days')),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.account_id'], name=op.f('fk_absences_expert_id_experts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    with op.batch_alter_table('absences', schema=None) as batch_op:
        batch_op.create_index('ix_absences_expert', ['expert_id'], unique=False)

    op.create_table('filings',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('issuer', sa.String(length=100), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sector', sa.String(length=100), nullable=False),
    sa.Column('group_id', sa.String(length=36), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('conclusion', sa.String(length=12), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('concluded_by_name', sa.String(length=100), nullable=True),
    sa.Column('concluded_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.String(length=36), nullable=False),
    sa.Column('created_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state != 'concluded' OR (conclusion IN ('no_objection', 'correct', 'contradicts') AND reason IS NOT NULL)", name=op.f('ck_filings_conclusion')),
    sa.CheckConstraint("state IN ('received', 'reviewing', 'concluded')", name=op.f('ck_filings_state')),
    sa.CheckConstraint('received_on <= due_on', name=op.f('ck_filings_days')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_filings_group_id_groups')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filings'))
    )
    with op.batch_alter_table('filings', schema=None) as batch_op:
        batch_op.create_index('ix_filings_received', ['received_on'], unique=False)

    op.create_table('selections',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('expert_id', sa.String(length=36), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('recommended_by', sa.String(length=200), nullable=False),
    sa.Column('panel', sa.String(length=500), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('term_from', sa.Date(), nullable=True),
    sa.Column('term_to', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by_name', sa.String(length=100), nullable=False),
    sa.Column('made_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("result IN ('appointed', 'reappointed', 'not_chosen')", name=op.f('ck_selections_result')),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.account_id'], name=op.f('fk_selections_expert_id_experts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selections'))
    )
    with op.batch_alter_table('selections', schema=None) as batch_op:
        batch_op.create_index('ix_selections_expert', ['expert_id'], unique=False)

    op.create_table('filing_reviews',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('filing_id', sa.String(length=36), nullable=False),
    sa.Column('expert_id', sa.String(length=36), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('offered_at', shared.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('verdict', sa.String(length=12), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('declined_reason', sa.Text(), nullable=True),
    sa.CheckConstraint("state != 'reviewed' OR verdict IN ('no_objection', 'correct', 'contradicts')", name=op.f('ck_filing_reviews_verdict')),
    sa.CheckConstraint("state IN ('offered', 'reviewed', 'declined', 'closed')", name=op.f('ck_filing_reviews_state')),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.account_id'], name=op.f('fk_filing_reviews_expert_id_experts')),
    sa.ForeignKeyConstraint(['filing_id'], ['filings.id'], name=op.f('fk_filing_reviews_filing_id_filings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing_reviews')),
    sa.UniqueConstraint('filing_id', 'expert_id', name=op.f('uq_filing_reviews_filing_id_expert_id'))
    )
    with op.batch_alter_table('filing_reviews', schema=None) as batch_op:
        batch_op.create_index('ix_filing_reviews_expert_state', ['expert_id', 'state'], unique=False)

    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('group_id', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('group_chosen', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(batch_op.f('ix_consultations_group_id'), ['group_id'], unique=False)

    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leader_id', sa.String(length=36), nullable=True))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.drop_column('leader_id')

    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consultations_group_id'))
        batch_op.drop_column('group_chosen')
        batch_op.drop_column('group_id')

    with op.batch_alter_table('filing_reviews', schema=None) as batch_op:
        batch_op.drop_index('ix_filing_reviews_expert_state')

    op.drop_table('filing_reviews')
    with op.batch_alter_table('selections', schema=None) as batch_op:
        batch_op.drop_index('ix_selections_expert')

    op.drop_table('selections')
    with op.batch_alter_table('filings', schema=None) as batch_op:
        batch_op.drop_index('ix_filings_received')

    op.drop_table('filings')
    with op.batch_alter_table('absences', schema=None) as batch_op:
        batch_op.drop_index('ix_absences_expert')

    op.drop_table('absences')
    op.drop_table('officers')
    op.drop_table('advisers')
    with op.batch_alter_table('records', schema=None) as batch_op:
        batch_op.drop_index('ix_records_subject')

    op.drop_table('records')

    with op.batch_alter_table('experts', schema=None) as batch_op:
        batch_op.drop_constraint('left', type_='check')
        batch_op.drop_constraint('term', type_='check')
        batch_op.drop_column('left_why')
        batch_op.drop_column('left_on')
        batch_op.drop_column('tasks')
        batch_op.drop_column('term_to')
        batch_op.drop_column('term_from')
        batch_op.drop_column('position')
        batch_op.drop_column('organisation')
    _change_recusals(lambda each: each["word"])


def _change_recusals(change: Callable[[Any], Any]) -> None:
    """Write the recusals of every expert anew."""
    experts = sa.table('experts', sa.column('account_id', sa.String), sa.column('recusals', sa.JSON))
    for row in op.get_bind().execute(sa.select(experts)).all():
        op.execute(sa.update(experts).where(experts.c.account_id == row.account_id)
                   .values(recusals=[change(each) for each in row.recusals]))
