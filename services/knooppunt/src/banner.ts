import type { Adressen } from './adressen.ts'

const VERZENDER = 'waterbedrijf-maasdal'
const PROEF = [
  'Warmknooppunt is ready, as a PROEF: a place to try out connecting, for invented data only.',
  'Nothing is sent to addresses outside this machine and its own network. How to connect: docs/aansluiten.md.',
]

/** What a person sees when the hub is ready: where things are, how to get a token, and a first call. */
export function banner(a: Adressen): string {
  const plekken = [
    ['API', `${a.basis}/v1`],
    ['API description', `${a.basis}/v1/openapi.json`],
    ['Tokens', `${a.issuer}/token`],
    ['Health', `${a.basis}/gezondheid/gereed`],
    ['Metrics', a.metrieken],
    ...(a.demoOntvanger === null ? [] : [['Demo webhook receiver', a.demoOntvanger]]),
    ['Database', a.ingebed ? 'embedded PostgreSQL' : 'the one of DATABASE_URL'],
    ['Data folder', a.map],
  ].map(([naam = '', waarde = '']) => `  ${naam.padEnd(22)} ${waarde}`)
  const kop = a.proef ? PROEF : ['Warmknooppunt is ready.']
  const stappen = a.demo ? eersteStappen(a.basis, a.proef ? `DATA_MAP=${a.map} ` : '') : []
  return ['', ...kop, '', ...plekken, ...stappen, '', ''].join('\n')
}

/** `voor`: what goes before the command, such as the data folder of another hub than the usual one. */
export function eersteStappen(basis: string, voor = ''): string[] {
  return [
    '',
    'In another terminal: a token of a demo creditor, and a first call with it.',
    '',
    `  TOKEN=$(${voor}npm run -s knooppunt -- token ${VERZENDER})`,
    `  curl -s ${basis}/v1/deelnamecontroles -H "Authorization: Bearer $TOKEN" \\`,
    `    -H 'Content-Type: application/json' -d '{"postcode":"6001AB","huisnummer":12}'`,
  ]
}
