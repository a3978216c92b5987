import type { Db } from '@warmknooppunt/platform/db'
import { isStoring } from '@warmknooppunt/platform/storing'
import { InvalidClientAuth, TemporarilyUnavailable } from 'oidc-provider/lib/helpers/errors.js'
import type { Adapter } from 'oidc-provider/lib/provider.js'
import { noteerAssertie } from './assertie-store.ts'
import type { Client } from './client-store.ts'
import { leesClient } from './client-store.ts'

export type AdapterDeps = { db: Db; issuer: string; scopes: readonly string[]; nu: () => Temporal.Instant }

// Processes and database may disagree on the time; an assertion must never outlive its row.
const MARGE_SECONDEN = 60

/**
 * What oidc-provider asks of a store. Of its models only two are stored: clients (the register, read at each request)
 * and replay detection. Access tokens are signed, not stored.
 */
export function maakAdapter(deps: AdapterDeps): (model: string) => Adapter {
  return (model) => {
    if (model === 'Client') return clientAdapter(deps)
    if (model === 'ReplayDetection') return assertieAdapter(deps)
    throw new Error(`oidc-provider asked for the model ${model}, which is switched off`)
  }
}

function clientAdapter({ db, issuer, scopes, nu }: AdapterDeps): Adapter {
  return {
    async find(clientId) {
      const dag = nu().toZonedDateTimeISO('Europe/Amsterdam').toPlainDate().toString()
      const client = await bereik(() => leesClient(db, { issuer, clientId, dag }))
      return client && alsMetadata(client, scopes)
    },
    upsert: () => Promise.reject(new Error('clients are registered in the register')),
  }
}

/** The insert is the check: `find` then `upsert` would let two processes both find nothing. */
function assertieAdapter({ db }: AdapterDeps): Adapter {
  return {
    find: () => Promise.resolve(undefined),
    async upsert(id, { exp }) {
      const verlooptOp = new Date((Math.ceil(exp) + MARGE_SECONDEN) * 1000)
      const eerste = await bereik(() => noteerAssertie(db, id, verlooptOp))
      if (!eerste) throw new InvalidClientAuth('client assertion tokens must only be used once')
    },
  }
}

function alsMetadata(client: Client, bekend: readonly string[]): object {
  const scope = client.scopes.filter((naam) => bekend.includes(naam)).join(' ')
  return {
    client_id: client.clientId,
    deelnemer: client.deelnemer,
    ...(client.oin === null ? {} : { oin: client.oin }),
    ...(client.kvk === null ? {} : { kvk: client.kvk }),
    ...(scope === '' ? {} : { scope }),
    jwks: client.jwks,
    ...(client.certificaat === null ? {} : metCertificaat(client.certificaat)),
  }
}

/** It signs in by its certificate only, and its tokens are good with that one only (RFC 8705). */
function metCertificaat(oin: string): object {
  return {
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: `serialNumber=${oin}`,
    tls_client_certificate_bound_access_tokens: true,
  }
}

async function bereik<T>(vraag: () => Promise<T>): Promise<T> {
  try {
    return await vraag()
  } catch (cause) {
    if (isStoring(cause)) throw new TemporarilyUnavailable('try again in a few seconds', { cause })
    throw cause
  }
}
