"""Accounts, the ways to sign in to them, and the outbox that their mail goes through.

Revision: 0001, after nothing, 2026-11-23
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of accounts and the outbox."""
    op.execute("""
        CREATE TABLE account (
            id UUID NOT NULL CONSTRAINT account_pkey PRIMARY KEY,
            email VARCHAR NOT NULL,
            name VARCHAR,
            password_hash VARCHAR NOT NULL,
            created_at TIMESTAMPTZ NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX account_email_key ON account (lower(email))")
    op.execute("""
        CREATE TABLE preferences (
            account_id UUID NOT NULL CONSTRAINT preferences_pkey PRIMARY KEY
                CONSTRAINT preferences_account_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            document JSONB NOT NULL CONSTRAINT preferences_document_check CHECK (jsonb_typeof(document) = 'object'),
            updated_at TIMESTAMPTZ NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE sign_up (
            id UUID NOT NULL CONSTRAINT sign_up_pkey PRIMARY KEY,
            email VARCHAR NOT NULL,
            name VARCHAR,
            password_hash VARCHAR NOT NULL,
            expires_at TIMESTAMPTZ NOT NULL,
            redeemed_at TIMESTAMPTZ,
            created_at TIMESTAMPTZ NOT NULL
        )
    """)
    op.execute("CREATE INDEX sign_up_expires_at_idx ON sign_up (expires_at)")
    op.execute("""
        CREATE TABLE session (
            id UUID NOT NULL CONSTRAINT session_pkey PRIMARY KEY,
            account_id UUID NOT NULL
                CONSTRAINT session_account_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            token_hash BYTEA NOT NULL CONSTRAINT session_token_hash_key UNIQUE,
            user_agent VARCHAR,
            expires_at TIMESTAMPTZ NOT NULL,
            created_at TIMESTAMPTZ NOT NULL
        )
    """)
    op.execute("CREATE INDEX session_account_id_idx ON session (account_id)")
    op.execute("CREATE INDEX session_expires_at_idx ON session (expires_at)")
    op.execute("""
        CREATE TABLE api_key (
            id UUID NOT NULL CONSTRAINT api_key_pkey PRIMARY KEY,
            account_id UUID NOT NULL
                CONSTRAINT api_key_account_id_fkey REFERENCES account (id) ON DELETE CASCADE,
            name VARCHAR NOT NULL,
            hint VARCHAR NOT NULL,
            key_hash BYTEA NOT NULL CONSTRAINT api_key_key_hash_key UNIQUE,
            scopes TEXT[] NOT NULL CONSTRAINT api_key_scopes_check CHECK (cardinality(scopes) > 0),
            expires_at TIMESTAMPTZ,
            created_at TIMESTAMPTZ NOT NULL
        )
    """)
    op.execute("CREATE INDEX api_key_account_recent_idx ON api_key (account_id, created_at, id)")
    op.execute("""
        CREATE TABLE outbox (
            id UUID NOT NULL CONSTRAINT outbox_pkey PRIMARY KEY,
            kind VARCHAR NOT NULL,
            payload JSONB NOT NULL,
            state VARCHAR NOT NULL CONSTRAINT outbox_state_check CHECK (state IN ('pending', 'sent', 'parked')),
            attempts INTEGER NOT NULL CONSTRAINT outbox_attempts_check CHECK (attempts >= 0),
            next_at TIMESTAMPTZ NOT NULL,
            first_tried_at TIMESTAMPTZ,
            lease UUID,
            provider_id VARCHAR,
            error VARCHAR,
            created_at TIMESTAMPTZ NOT NULL,
            sent_at TIMESTAMPTZ
        )
    """)
    op.execute("CREATE INDEX outbox_due_idx ON outbox (next_at) WHERE state = 'pending'")


def downgrade() -> None:
    """Drop them, children first."""
    for table in ("outbox", "api_key", "session", "sign_up", "preferences", "account"):
        op.execute(f"DROP TABLE {table}")
