import { randomUUID } from 'node:crypto'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Pool } from 'pg'

/** How far a doorverwijzing came, as the stages note it in their own tables. */
export type Spoor = {
  readonly op: Temporal.Instant
  /** noted by routing as handled; false: it never came there */
  readonly routing?: boolean
  /** given a receiver; false: it waits, or was lost at routing */
  readonly toegewezen?: boolean
  readonly klokken?: readonly ('contact' | 'incassostop')[]
  readonly inPostvak?: boolean
  readonly status?: 'aangenomen' | 'wacht-op-routering' | 'niet-bezorgbaar'
  readonly stand?: 'wacht-op-routering' | 'niet-bezorgbaar' | 'gerouteerd'
}

export type Zaak = { readonly dossierId: string; readonly berichtId: string; readonly eventId: string }

export const ONTVANGER = 'schulddienst-a'

/** A doorverwijzing that came as far as told; without more all the way into the postvak. */
export async function legSpoor(eigenaar: Pool, spoor: Spoor): Promise<Zaak> {
  const { op, routing = true, toegewezen = routing, status = 'aangenomen', stand } = spoor
  const zaak = { dossierId: nieuwId(op), berichtId: nieuwId(op), eventId: nieuwId(op) }
  const { dossierId, berichtId, eventId } = zaak
  const t = op.toString()
  await eigenaar.query(
    `insert into intake.dossier (id, schuldeiser, indiener, referentie, status, bericht_id, aangenomen_op, stop_van, stop_tot_en_met, hervatbaar_vanaf, open_tot)
     values ($1, 's', 's', $2, $3, $4, $5, '2026-03-02', '2026-04-01', '2026-04-02', $5)`,
    [dossierId, Buffer.from(berichtId), status, berichtId, t],
  )
  if (routing) {
    await eigenaar.query("insert into routing.bericht values ($1, $2, 'doorverwijzing', $3)", [berichtId, dossierId, t])
  }
  if (stand !== undefined) {
    const besloten = stand === 'wacht-op-routering' ? null : t
    await eigenaar.query(
      'insert into routing.wacht (bericht_id, dossier_id, stand, reden, bericht, sinds, besloten_op) values ($1, $2, $3, $4, $5, $6, $7)',
      [berichtId, dossierId, stand, 'onbekend', besloten === null ? '{}' : null, t, besloten],
    )
  }
  if (toegewezen) {
    await eigenaar.query(
      `insert into routing.toewijzing values ($1, $2, $3, $4, null, '0988', 'u', 'l', $5, 'o', 1, 1, '2026-03-02', $6, $6, 'gerouteerd')`,
      [berichtId, randomUUID(), eventId, dossierId, ONTVANGER, t],
    )
  }
  const inPostvak = spoor.inPostvak ?? toegewezen
  for (const soort of spoor.klokken ?? (inPostvak ? ['contact', 'incassostop'] : [])) {
    await legKlok(eigenaar, zaak, soort)
  }
  if (inPostvak) await legInPostvak(eigenaar, { deelnemer: ONTVANGER, ...zaak, bericht: 'doorverwijzing', op })
  return zaak
}

async function legKlok(
  eigenaar: Pool,
  { dossierId, berichtId }: Zaak,
  soort: 'contact' | 'incassostop',
): Promise<void> {
  const stop = soort === 'incassostop'
  await eigenaar.query(
    `insert into sla.klok values ($1, $2, $3, $4, '2026-03-05', '2026-03-05', $5, $6, $7, $8, null)`,
    [
      randomUUID(),
      dossierId,
      berichtId,
      stop ? null : randomUUID(),
      stop ? '2026-04-02' : null,
      soort,
      stop ? 'actief' : 'open',
      stop ? 's' : null,
    ],
  )
}

export type Ligging = {
  readonly deelnemer: string
  readonly dossierId: string
  readonly eventId: string
  readonly bericht: 'doorverwijzing' | 'niet-bezorgbaar' | 'termijnbericht'
  readonly op: Temporal.Instant
}

/** Puts a message in a postvak under its next number, and gives that number. */
export async function legInPostvak(eigenaar: Pool, l: Ligging): Promise<number> {
  const { rows } = await eigenaar.query<{ nummer: number }>(
    `insert into delivery.postvak as v (deelnemer, volgend_nummer) values ($1, 2)
     on conflict (deelnemer) do update set volgend_nummer = v.volgend_nummer + 1 returning volgend_nummer - 1 as nummer`,
    [l.deelnemer],
  )
  const nummer = rows[0]?.nummer ?? 0
  await eigenaar.query(
    `insert into delivery.postvakbericht (deelnemer, nummer, bericht_id, dossier_id, bericht, rol, publiek, event, geplaatst_op)
     values ($1, $2, $3, $4, $5, 'gemeente', 'gemeente', '{}', $6)`,
    [l.deelnemer, nummer, l.eventId, l.dossierId, l.bericht, l.op.toString()],
  )
  return nummer
}

export type Apartkeuze = {
  readonly stage: string
  readonly sleutel: string
  readonly berichtId: string | null
  readonly bericht: string
}

/** Puts a message aside at a stage, as its reader would. */
export async function legApart(eigenaar: Pool, { stage, sleutel, berichtId, bericht }: Apartkeuze): Promise<void> {
  await eigenaar.query(`insert into ${stage}.wachtrij values ($1, 't', $2)`, [stage, sleutel])
  await eigenaar.query(
    `insert into ${stage}.onverwerkbaar (sleutel, consument, topic, partitie, bron, positie, bericht_id, reden, bericht)
     values ($1, $2, 't', 0, $3, 1, $4, 'fout', $5)`,
    [sleutel, stage, randomUUID(), berichtId, bericht],
  )
}
