"""assigning"""
import sqlalchemy as sa
from alembic import op

import shared.db

revision = '83e6f8144d25'
down_revision = '913cd24ed987'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table('assignment_plans',
    sa.Column('consultation_id', sa.String(length=36), nullable=False),
    sa.Column('reviews', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('remind_days', sa.Integer(), nullable=False),
    sa.Column('escalate_days', sa.Integer(), nullable=False),
    sa.Column('reassign_days', sa.Integer(), nullable=True),
    sa.Column('quotas', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('set_by', sa.String(length=36), nullable=True),
    sa.Column('set_by_name', sa.String(length=100), nullable=True),
    sa.Column('set_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ran_at', shared.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ran', sa.JSON(none_as_null=True), nullable=True),
    sa.CheckConstraint('reviews BETWEEN 1 AND 5 AND days BETWEEN 1 AND 90', name=op.f('ck_assignment_plans_numbers')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultations.id'], name=op.f('fk_assignment_plans_consultation_id_consultations')),
    sa.PrimaryKeyConstraint('consultation_id', name=op.f('pk_assignment_plans'))
    )
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_at', shared.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', shared.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('escalated_at', shared.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('fit', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('alternates', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('source', sa.String(length=10), nullable=False, server_default='solver'))
        batch_op.add_column(sa.Column('closed_why', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('instead', sa.String(length=36), nullable=True))
        batch_op.create_index('ix_assignments_state_due', ['state', 'due_at'], unique=False)
        batch_op.drop_constraint(op.f('ck_assignments_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_assignments_state'), "state IN ('offered', 'assessed', 'declined', 'closed')")
        batch_op.create_check_constraint(op.f('ck_assignments_source'), "source IN ('solver', 'alternate', 'proposed', 'hand')")
        batch_op.create_check_constraint(op.f('ck_assignments_closed_why'), "state != 'closed' OR closed_why IN ('approved', 'settled', 'withdrawn', 'set_aside', 'overdue', 'moved', 'recused', 'away')")


def downgrade() -> None:
    """Go back."""
    op.execute("UPDATE assignments SET state = 'declined', declined_reason = COALESCE(declined_reason, closed_why) WHERE state = 'closed'")
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_assignments_closed_why'), type_='check')
        batch_op.drop_constraint(op.f('ck_assignments_source'), type_='check')
        batch_op.drop_constraint(op.f('ck_assignments_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_assignments_state'), "state IN ('offered', 'assessed', 'declined')")
        batch_op.drop_index('ix_assignments_state_due')
        batch_op.drop_column('instead')
        batch_op.drop_column('replaces_id')
        batch_op.drop_column('closed_why')
        batch_op.drop_column('source')
        batch_op.drop_column('alternates')
        batch_op.drop_column('fit')
        batch_op.drop_column('escalated_at')
        batch_op.drop_column('reminded_at')
        batch_op.drop_column('due_at')

    op.drop_table('assignment_plans')
