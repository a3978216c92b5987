import type { Db } from '@warmknooppunt/platform/db'
import type { Wijziging } from './wijziging.ts'

/** A public key set (RFC 7517). */
export type Jwks = { readonly keys: readonly Readonly<Record<string, unknown>>[] }

/** A system of a deelnemer, known to one issuer of tokens. */
export type Client = {
  readonly clientId: string
  readonly issuer: string
  readonly deelnemer: string
  readonly jwks: Jwks
  readonly scopes: readonly string[]
  readonly status: 'actief' | 'geblokkeerd'
  /** the OIN in the client certificate by which it signs in; null or absent: it signs in by its key */
  readonly certificaat?: string | null
}

export async function leesClients(db: Db, versie: number): Promise<Client[]> {
  const { rows } = await db.query<Client>(
    `select client_id as "clientId", issuer, deelnemer, jwks, scopes, status, certificaat
     from register.client where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by issuer, client_id`,
    [versie],
  )
  return rows
}

/** Adds clients, or replaces what is known of them. */
export async function registreerClients(w: Wijziging, clients: readonly Client[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n("clientId" text, issuer text, deelnemer text, jwks jsonb,
         scopes text[], status text, certificaat text)
     ), gesloten as (
       update register.client c set versie_tot = $1 from nieuw n
       where c.issuer = n.issuer and c.client_id = n."clientId" and c.versie_tot is null
         and (c.deelnemer, c.jwks, c.scopes, c.status, c.certificaat) is distinct from
           (n.deelnemer, n.jwks, n.scopes, n.status, n.certificaat)
       returning c.issuer, c.client_id
     )
     insert into register.client (client_id, issuer, deelnemer, jwks, scopes, status, certificaat, versie_van)
     select "clientId", issuer, deelnemer, jwks, scopes, status, certificaat, $1 from nieuw n
     where (n.issuer, n."clientId") in (select issuer, client_id from gesloten)
       or not exists (select from register.client c
         where c.issuer = n.issuer and c.client_id = n."clientId" and c.versie_tot is null)`,
    [w.versie, JSON.stringify(clients)],
  )
}
