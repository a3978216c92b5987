import { berichten, dataschemaVan, isBericht } from '@warmknooppunt/schemas/berichten'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { TOTAAL_MS } from './adapters/verstuur.ts'
import { PROEF, WACHTTIJDEN_MS } from './besluit.ts'

/** What a party receives, as it stands in the OpenAPI description: from its postvak, and pushed to its endpoint. */

/** The messages that a party receives, each the `data` of an event. */
const BEZORGD = Object.keys(berichten)
  .filter(isBericht)
  .filter((bericht) => berichten[bericht].ookBezorgd)
  .sort()

/** As `reikUit` makes it when the keys are gone. */
const INHOUD_VERNIETIGD = {
  title: 'InhoudVernietigd',
  description:
    'In plaats van het bericht: de inhoud is bij het knooppunt vernietigd en is er niet meer. Bevestig het bericht en ga verder. Komt alleen in het postvak voor, nooit in een push.',
  type: 'object',
  additionalProperties: false,
  required: ['dossierId', 'inhoudVernietigd'],
  properties: {
    dossierId: { type: 'string', format: 'uuid', maxLength: 36, description: 'Het dossier; gelijk aan subject.' },
    inhoudVernietigd: { type: 'boolean', const: true, description: 'Altijd true.' },
  },
} as const

const envelop = leesSchema('envelop')
const { type, subject, dataschema, sequence, sequencetype } = envelop.properties

/** One event: the envelope of every event of the hub, with its number and, in `data`, a message for this receiver. */
export const POSTVAKBERICHT = {
  title: 'Postvakbericht',
  description:
    'Een bericht aan u, als CloudEvent (CloudEvents 1.0, NL GOV-profiel). Aan type of dataschema ziet u welk bericht in data staat. Herken dubbele ontvangst aan id. Er kunnen attributen en soorten berichten bij komen: laat u daar niet door ophouden, en bevestig ook wat u nog niet kent.',
  type: 'object',
  required: [...envelop.required, 'sequence', 'sequencetype'],
  properties: {
    ...envelop.properties,
    type: {
      ...type,
      description: `Verplicht: welk bericht dit is. ${BEZORGD.map((b) => `${berichten[b].types.join(', ')}: data is ${b}`).join('; ')}.`,
      examples: BEZORGD.flatMap((bericht) => berichten[bericht].types),
    },
    subject: { ...subject, description: 'Verplicht, UUID: het dossier (dossierId).' },
    dataschema: { ...dataschema, examples: BEZORGD.map(dataschemaVan) },
    sequence: {
      ...sequence,
      description:
        'Verplicht: het volgnummer in uw postvak als tekst, zonder gaten. Alleen als het knooppunt uit een back-up is teruggezet springt het vooruit: ga dan gewoon door. Een bericht dat u al had kan dan nog eens komen, met dezelfde id. Geef het laatste dat u verwerkte bij na, of bevestig ermee als totEnMet.',
    },
    sequencetype: { ...sequencetype, description: 'Verplicht, altijd Integer.' },
    data: {
      title: 'Gegevens',
      description: 'Verplicht: het bericht, volgens dataschema; of, in een postvak, dat de inhoud vernietigd is.',
      oneOf: [...BEZORGD.map((bericht) => ({ $ref: dataschemaVan(bericht) })), INHOUD_VERNIETIGD],
    },
  },
}

const EENHEDEN = [
  { ms: 3_600_000, een: 'uur', meer: 'uur' },
  { ms: 60_000, een: 'minuut', meer: 'minuten' },
  { ms: 1_000, een: 'seconde', meer: 'seconden' },
] as const

/** 300000 -> 5 minuten; in the largest unit that divides it. */
function duur(ms: number): string {
  const eenheid = EENHEDEN.find((e) => ms % e.ms === 0)
  if (!eenheid) throw new Error(`${ms} ms is no whole number of seconds`)
  const aantal = ms / eenheid.ms
  return `${aantal} ${aantal === 1 ? eenheid.een : eenheid.meer}`
}

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Hoe lang het knooppunt moet wachten, in seconden of als datum; tot een uur wordt dat gevolgd.',
    schema: { type: 'string' },
  },
} as const

const PAUZE =
  'Dit gaat over het eindpunt, niet over dit bericht. Het eindpunt wordt gepauzeerd: er gaat niets meer heen tot een beheerder van het knooppunt het weer openstelt. Uw postvak loopt door.'
const OPNIEUW = 'Het bericht gaat later opnieuw, zoals hierboven staat.'
const PARKEER =
  'Het bericht wordt geparkeerd tot een beheerder van het knooppunt het opnieuw laat bezorgen; latere berichten van hetzelfde dossier wachten daarop. Alles ligt wel in uw postvak.'

const opnieuw = (waarom: string) => ({ description: `${waarom} ${OPNIEUW}`, headers: RETRY_AFTER })

/** The push of a message to the endpoint of a party, in the terms of OpenAPI. What the hub does with an answer is `besluit`. */
export const BERICHT_WEBHOOK = {
  operationId: 'ontvangBericht',
  tags: ['postvak'],
  summary: 'Het knooppunt stuurt een bericht naar uw eindpunt',
  description: [
    'U biedt dit aan, het knooppunt roept het aan. Elk bericht ligt eerst in uw postvak; hebt u een eindpunt, dan stuurt het knooppunt het daar ook heen: één bericht per POST, alleen over https. Wat hier niet aankomt vindt u altijd in het postvak.',
    '**Dubbel en op volgorde.** Een bericht komt minstens één keer. Herken een herhaling aan webhook-id. Berichten van één dossier komen op volgorde; die van verschillende dossiers kunnen elkaar inhalen.',
    '**Controleer eerst de handtekening** (Standard Webhooks, v1). Zet webhook-id, webhook-timestamp en de body, zoals die binnenkwam, achter elkaar met een punt ertussen. Neem daarvan de HMAC-SHA256 met uw geheim (de bytes die achter whsec_ in base64 staan) en zet die in base64. Gelijk aan één van de handtekeningen in webhook-signature: dan komt het bericht van het knooppunt. Weiger een webhook-timestamp die meer dan vijf minuten afwijkt van uw klok.',
    `**Sla het bericht op, antwoord, en verwerk het daarna.** Het antwoord moet er binnen ${duur(TOTAAL_MS)} zijn. Alleen de status telt; zet geen persoonsgegevens in het antwoord.`,
    `**Opnieuw** gaat een bericht bij 408, 425, 429 en 5xx, en als er geen verbinding is, het certificaat niet klopt of het antwoord te laat komt: na ${WACHTTIJDEN_MS.map(duur).join(', ')}. Lukt het dan nog niet, dan wordt het geparkeerd. Het knooppunt probeert het oudste daarna om de ${duur(PROEF.minutes * 60_000)}; zodra uw eindpunt antwoordt volgt de rest vanzelf, op volgorde.`,
  ].join('\n\n'),
  security: [],
  parameters: [
    {
      name: 'webhook-id',
      in: 'header',
      required: true,
      description: 'De id van het bericht, gelijk aan id in de body en gelijk bij elke herhaling.',
      schema: { type: 'string', format: 'uuid' },
    },
    {
      name: 'webhook-timestamp',
      in: 'header',
      required: true,
      description: 'Het moment van versturen, in seconden sinds 1 januari 1970 UTC; bij elke poging een ander.',
      schema: { type: 'string', pattern: '^[0-9]{1,12}$' },
    },
    {
      name: 'webhook-signature',
      in: 'header',
      required: true,
      description:
        'Een of meer handtekeningen, met een spatie ertussen, elk v1, een komma en base64. Zolang bij het wisselen van uw geheim het oude nog geldt zijn het er twee; één die klopt is genoeg.',
      schema: { type: 'string', pattern: '^v1,[A-Za-z0-9+/]{43}=(?: v1,[A-Za-z0-9+/]{43}=)*$' },
    },
  ],
  requestBody: {
    required: true,
    content: { 'application/cloudevents+json': { schema: POSTVAKBERICHT } },
  },
  responses: {
    '2XX': { description: 'U hebt het bericht opgeslagen. Het is afgeleverd, en in uw postvak bevestigd.' },
    '3XX': {
      description: `Het knooppunt volgt geen verwijzing; geef een nieuw adres door aan het knooppunt. ${PARKEER}`,
    },
    '401': { description: `U aanvaardt de afzender niet, bijvoorbeeld omdat de handtekening niet klopt. ${PAUZE}` },
    '403': { description: `Het knooppunt mag hier niet sturen. ${PAUZE}` },
    '408': opnieuw('Het verzoek kwam niet op tijd binnen.'),
    '410': { description: `Het eindpunt is opgeheven. ${PAUZE}` },
    '425': opnieuw('Te vroeg.'),
    '429': opnieuw('Te veel verzoeken: het knooppunt stuurt een tijd niets naar dit eindpunt.'),
    '4XX': { description: `Elke andere 4xx: u weigert dit bericht. ${PARKEER}` },
    '5XX': opnieuw('Een storing bij u; bij 503 stuurt het knooppunt een tijd niets naar dit eindpunt.'),
  },
} as const
