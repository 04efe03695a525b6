"""Answers that are kept by idempotency key.

Revision: 0007, after 0006, 2026-11-23
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of keys."""
    op.execute("""
        CREATE TABLE idempotency_key (
            account_id UUID NOT NULL
                CONSTRAINT idempotency_key_account_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            key VARCHAR NOT NULL,
            fingerprint BYTEA NOT NULL,
            status INTEGER NOT NULL,
            headers JSONB NOT NULL,
            body VARCHAR NOT NULL,
            created_at TIMESTAMPTZ NOT NULL,
            CONSTRAINT idempotency_key_pkey PRIMARY KEY (account_id, key)
        )
    """)
    op.execute("CREATE INDEX idempotency_key_created_at_idx ON idempotency_key (created_at)")


def downgrade() -> None:
    """Drop it; repeated requests would have their effect again."""
    op.execute("DROP TABLE idempotency_key")
