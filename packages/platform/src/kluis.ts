import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Db, Schrijver } from './db.ts'
import { willekeurig } from './toeval.ts'

/** Who may read a piece of content: each audience has its own key per dossier. */
export type Publiek = 'gemeente' | 'schuldeiser' | 'hub'

/** Encrypted content as it is stored and travels; `iv`, `tekst` and `label` (GCM tag) in base64. */
export type Versleuteld = {
  readonly inhoudId: string
  readonly publiek: Publiek
  readonly iv: string
  readonly tekst: string
  readonly label: string
}

/** Key-encryption keys of the configuration: 32 bytes each, one of them wraps new keys. */
export type Keks = { readonly huidig: string; readonly sleutels: ReadonlyMap<string, Buffer> }

/** A data key in the open, in memory only, for one batch. */
export type Datasleutel = { readonly dossierId: string; readonly publiek: Publiek; readonly sleutel: Buffer }

/** The keys of one batch; `null` = destroyed (or never made): a normal outcome. */
export type Sleutelbos = { zoek(dossierId: string, publiek: Publiek): Buffer | null }

const IV_BYTES = 12
const LABEL_BYTES = 16

function sluit(sleutel: Buffer, open: Buffer, context: string): { iv: Buffer; tekst: Buffer; label: Buffer } {
  const iv = willekeurig(IV_BYTES)
  const cijfer = createCipheriv('aes-256-gcm', sleutel, iv, { authTagLength: LABEL_BYTES })
  cijfer.setAAD(Buffer.from(context))
  const tekst = Buffer.concat([cijfer.update(open), cijfer.final()])
  return { iv, tekst, label: cijfer.getAuthTag() }
}

function openen(sleutel: Buffer, dicht: { iv: Buffer; tekst: Buffer; label: Buffer }, context: string): Buffer {
  const cijfer = createDecipheriv('aes-256-gcm', sleutel, dicht.iv, { authTagLength: LABEL_BYTES })
  cijfer.setAAD(Buffer.from(context))
  cijfer.setAuthTag(dicht.label)
  return Buffer.concat([cijfer.update(dicht.tekst), cijfer.final()])
}

/** Encrypts content (JSON) for one audience. `inhoudId` is authenticated with it, so that it cannot be put under another id. */
export function versleutel(sleutel: Buffer, inhoud: unknown, o: { inhoudId: string; publiek: Publiek }): Versleuteld {
  const { iv, tekst, label } = sluit(sleutel, Buffer.from(JSON.stringify(inhoud)), o.inhoudId)
  return { ...o, iv: iv.toString('base64'), tekst: tekst.toString('base64'), label: label.toString('base64') }
}

/** Decrypts content. Throws when key, id or text do not belong together; the error holds nothing of the content. */
export function ontsleutel(sleutel: Buffer, dicht: Versleuteld): unknown {
  const deel = (waarde: string) => Buffer.from(waarde, 'base64')
  try {
    const open = openen(
      sleutel,
      { iv: deel(dicht.iv), tekst: deel(dicht.tekst), label: deel(dicht.label) },
      dicht.inhoudId,
    )
    return JSON.parse(open.toString('utf8'))
  } catch {
    throw new Error(`content ${dicht.inhoudId} cannot be decrypted with this dossier's key`)
  }
}

/** Something secret under a KEK, with the id of that KEK: iv, tag and ciphertext in one buffer. */
export type Verpakt = { readonly kekId: string; readonly verpakt: Buffer }

/** Encrypts a secret of the hub itself (a data key, a search key) under the current KEK, bound to what it is for. */
export function vergrendel(keks: Keks, geheim: Buffer, waarvoor: string): Verpakt {
  const { iv, tekst, label } = sluit(kekVan(keks, keks.huidig), geheim, `${waarvoor}|${keks.huidig}`)
  return { kekId: keks.huidig, verpakt: Buffer.concat([iv, label, tekst]) }
}

/** Decrypts what `vergrendel` made, with whichever KEK it names. */
export function ontgrendel(keks: Keks, { kekId, verpakt }: Verpakt, waarvoor: string): Buffer {
  const iv = verpakt.subarray(0, IV_BYTES)
  const label = verpakt.subarray(IV_BYTES, IV_BYTES + LABEL_BYTES)
  const tekst = verpakt.subarray(IV_BYTES + LABEL_BYTES)
  return openen(kekVan(keks, kekId), { iv, tekst, label }, `${waarvoor}|${kekId}`)
}

/** The same secret under the current KEK; null when it does not open. */
export function hervergrendel(keks: Keks, dicht: Verpakt, waarvoor: string): Verpakt | null {
  try {
    return vergrendel(keks, ontgrendel(keks, dicht, waarvoor), waarvoor)
  } catch {
    return null
  }
}

function waarvoorSleutel(dossierId: string, publiek: Publiek): string {
  return `${dossierId}|${publiek}`
}

function kekVan(keks: Keks, id: string): Buffer {
  const kek = keks.sleutels.get(id)
  if (!kek)
    throw Object.assign(
      new Error(
        `KEK ${id} is not in the configuration; add it to the setting KEK again; what it wraps can be read with no other`,
      ),
      { code: 'kek-ontbreekt' },
    )
  return kek
}

const PUBLIEKEN = ['gemeente', 'hub', 'schuldeiser'] as const

/** New data keys for a dossier, one per audience. Nothing is stored yet. */
export function nieuweSleutels(dossierId: string): readonly Datasleutel[] {
  return PUBLIEKEN.map((publiek) => ({ dossierId, publiek, sleutel: willekeurig(32) }))
}

/** Stores new keys, wrapped. Fails (SQLSTATE WK001) for a destroyed dossier. */
export function bewaarSleutels(tx: Schrijver, keks: Keks, sleutels: readonly Datasleutel[]): void {
  tx.schrijf(
    `insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt)
     select s.dossier_id, s.publiek, $3, s.verpakt from unnest($1::uuid[], $2::text[], $4::bytea[]) as s (dossier_id, publiek, verpakt)`,
    [
      sleutels.map((s) => s.dossierId),
      sleutels.map((s) => s.publiek),
      keks.huidig,
      sleutels.map((s) => vergrendel(keks, s.sleutel, waarvoorSleutel(s.dossierId, s.publiek)).verpakt),
    ],
  )
}

type Sleutelrij = { dossier_id: string; publiek: Publiek; kek_id: string; verpakt: Buffer }

/** The keys of these dossiers that this role may read, fetched once for a batch and not kept beyond it. */
export async function haalSleutels(db: Db, keks: Keks, dossierIds: readonly string[]): Promise<Sleutelbos> {
  if (dossierIds.length === 0) return { zoek: () => null }
  const { rows } = await db.query<Sleutelrij>(
    'select dossier_id, publiek, kek_id, verpakt from kluis.sleutel where dossier_id = any($1::uuid[])',
    [dossierIds],
  )
  const bos = new Map(rows.map((rij) => [`${rij.dossier_id}|${rij.publiek}`, rij]))
  return {
    zoek(dossierId, publiek) {
      const rij = bos.get(`${dossierId}|${publiek}`)
      if (!rij) return null
      return ontgrendel(keks, { kekId: rij.kek_id, verpakt: rij.verpakt }, waarvoorSleutel(dossierId, publiek))
    },
  }
}

/** One batch of re-wrapping: how many were sealed anew, and how many did not open under the KEK that they name. */
export type Herverpakt = { readonly aantal: number; readonly mislukt: number }

/** Which KEKs have to go, and how many rows at once. */
export type Herverpakvraag = { readonly oud: readonly string[]; readonly limiet: number }

/** Wraps up to `limiet` data keys anew that one of `oud` wrapped; those that another process has locked are left to it. */
export async function herverpakSleutels(tx: Db, keks: Keks, { oud, limiet }: Herverpakvraag): Promise<Herverpakt> {
  const { rows } = await tx.query<Sleutelrij>(
    'select dossier_id, publiek, kek_id, verpakt from kluis.sleutel where kek_id = any($1::text[]) limit $2 for update skip locked',
    [oud, limiet],
  )
  const nieuw = rows.flatMap((rij) => herverpakt(keks, rij))
  if (nieuw.length > 0) {
    await tx.query(
      `update kluis.sleutel s set kek_id = $4, verpakt = n.verpakt
       from unnest($1::uuid[], $2::text[], $3::bytea[]) as n (dossier_id, publiek, verpakt)
       where s.dossier_id = n.dossier_id and s.publiek = n.publiek`,
      [
        nieuw.map((rij) => rij.dossier_id),
        nieuw.map((rij) => rij.publiek),
        nieuw.map((rij) => rij.verpakt),
        keks.huidig,
      ],
    )
  }
  return { aantal: nieuw.length, mislukt: rows.length - nieuw.length }
}

/** Nothing when it does not open: it is left as it is, and others are not held up by it. */
function herverpakt(keks: Keks, rij: Sleutelrij): Sleutelrij[] {
  const waarvoor = waarvoorSleutel(rij.dossier_id, rij.publiek)
  const nieuw = hervergrendel(keks, { kekId: rij.kek_id, verpakt: rij.verpakt }, waarvoor)
  return nieuw === null ? [] : [{ ...rij, verpakt: nieuw.verpakt }]
}

/** Destroys all keys of these dossiers and forbids new ones. Returns how many keys went. */
export async function vernietigSleutels(db: Db, dossierIds: readonly string[], nu: Temporal.Instant): Promise<number> {
  const { rows } = await db.query<{ aantal: number }>('select kluis.vernietig($1, $2) as aantal', [
    dossierIds,
    nu.toString(),
  ])
  return rows[0]?.aantal ?? 0
}
