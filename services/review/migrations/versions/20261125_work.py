"""work"""
import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = 'c41a70d9e5b3'
down_revision = '6dcc8d222a0f'
branch_labels = None
depends_on = None
STEPS = sa.table('steps', *(sa.column(name) for name in (
    'id', 'consultation_id', 'no', 'digest', 'suggestion_id', 'opinion_id', 'kind', 'why', 'who', 'who_name')),
    sa.column('before', sa.JSON), sa.column('at', sa.DateTime(timezone=True)))
NAMES = ('consultation_id', 'no', 'id', 'suggestion_id', 'opinion_id', 'kind', 'why', 'before', 'who', 'who_name', 'at')


def upgrade() -> None:
    """Go forward; steps that are here already are numbered and chained in their order."""
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('no', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), server_default='', nullable=False))
        batch_op.drop_index('ix_steps_suggestion_at')
        batch_op.drop_index('ix_steps_consultation_id')
    _chain()
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.create_index('ix_steps_suggestion_no', ['suggestion_id', 'no'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_steps_consultation_id_no'), ['consultation_id', 'no'])


def _chain() -> None:
    connection = op.get_bind()
    rows = [dict(row._mapping) for row in connection.execute(sa.select(STEPS))]
    last: dict[str, tuple[int, str]] = {}
    for row in sorted(rows, key=lambda row: (row['at'], row['before'].get('version', 0), row['id'])):
        no, digest = last.get(row['consultation_id'], (0, '0' * 64))
        at = row['at'] if row['at'].tzinfo else row['at'].replace(tzinfo=UTC)
        row |= {'no': no + 1, 'at': at.astimezone(UTC).isoformat()}
        words = json.dumps([digest, *(row[name] for name in NAMES)], ensure_ascii=False, sort_keys=True,
                           separators=(',', ':'))
        last[row['consultation_id']] = no + 1, hashlib.sha256(words.encode()).hexdigest()
        connection.execute(sa.update(STEPS).where(STEPS.c.id == row['id']).values(
            no=no + 1, digest=last[row['consultation_id']][1]))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_steps_consultation_id_no'), type_='unique')
        batch_op.drop_index('ix_steps_suggestion_no')
        batch_op.create_index('ix_steps_suggestion_at', ['suggestion_id', 'at'], unique=False)
        batch_op.create_index('ix_steps_consultation_id', ['consultation_id'], unique=False)
        batch_op.drop_column('digest')
        batch_op.drop_column('no')
