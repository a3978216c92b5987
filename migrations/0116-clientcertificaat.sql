-- A client may sign in by a client certificate instead of a key (tls_client_auth, RFC 8705 section 2.1): the OIN that must be in subject:serialNumber of
-- it. That of the party, or of who sends for it. Null: by its key.
alter table register.client add column certificaat text check (certificaat ~ '^[0-9]{20}$');
