import type { Db } from '@warmknooppunt/platform/db'

/** A client that may have a token today, with what its deelnemer is known by. */
export type Client = {
  readonly clientId: string
  readonly deelnemer: string
  readonly oin: string | null
  readonly kvk: string | null
  readonly scopes: readonly string[]
  /** the OIN in the client certificate by which it signs in; null: by a key */
  readonly certificaat: string | null
  readonly jwks: { readonly keys: readonly unknown[] }
}

export type ClientVraag = {
  readonly issuer: string
  readonly clientId: string
  /** Day in Amsterdam, YYYY-MM-DD. */
  readonly dag: string
}

/** Reads the register as it stands; a blocked client or deelnemer is not found. */
export async function leesClient(db: Db, { issuer, clientId, dag }: ClientVraag): Promise<Client | undefined> {
  const { rows } = await db.query<Client>(
    `select c.client_id as "clientId", c.deelnemer, d.oin, d.kvk, c.scopes, c.jwks, c.certificaat
     from register.client c
     join register.deelnemer d on d.code = c.deelnemer and d.versie_tot is null
     where c.issuer = $1 and c.client_id = $2 and c.versie_tot is null and c.status = 'actief'
       and d.status = 'actief' and d.van <= $3::date and (d.tot_en_met is null or d.tot_en_met >= $3::date)`,
    [issuer, clientId, dag],
  )
  return rows[0]
}
