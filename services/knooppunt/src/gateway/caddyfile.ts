import { MAX_BESTAND_BYTES, MAX_BODY_BYTES, overbelast, storing, teGroot } from '@warmknooppunt/platform/http-fout'
import { KOPPEN } from '@warmknooppunt/platform/http-koppen'
import { andereMethode, onbekendAdres } from '@warmknooppunt/platform/http-routes'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { PROBLEMEN, probleem, probleemBody } from '@warmknooppunt/platform/probleem'
import type { Adres } from './eigendom.ts'

/** Longer than a long poll of the postvak takes, and than the hub's own 10 s for an answer after it. */
export const WACHT_SECONDEN = 60
/** Below the 72 s after which a service hangs up an idle connection itself: a request would meet that. */
const RUST_SECONDEN = 60
/** The hub's own refusal, which names its limit, comes first; this is where reading ends. */
const MAX_LEES_BYTES = MAX_BODY_BYTES * 2
/** The one address that takes a file: the register, or much of it. */
const BESTANDSPAD = '/v1/beheer/registerwijzigingen'

/** The services behind the gateway, and where each is looked for when the environment does not say: the names of the compose file. */
export type Upstreams = Readonly<Record<string, readonly string[]>>

/** The setting that names the processes of a service. */
export function upstreamInstelling(dienst: string): string {
  return `GATEWAY_${dienst.toUpperCase()}`
}

/** The configuration of Caddy, from which service owns which address. */
export function maakCaddyfile(adressen: readonly Adres[], upstreams: Upstreams): string {
  return `# Made by \`npm run genereer\` from the routes of the services; change services/knooppunt/src/gateway instead.
# Settings, from the environment: GATEWAY_ADRES (https://hub.example.nl gets a certificate by itself; https://:8443 serves any name),
# GATEWAY_TLS (such as: tls /run/secrets/certificaat.pem /run/secrets/sleutel.pem), GATEWAY_BIND (such as: bind 127.0.0.1), and per
# service its processes, such as ${upstreamInstelling('intake')}="intake-1:8080 intake-2:8080". Why so: docs/decisions/023-gateway.md
{
	admin off
	skip_install_trust
	grace_period ${WACHT_SECONDEN - 40}s
	log {
		format filter {
			wrap json
			fields {
				request delete
				resp_headers delete
			}
		}
	}
	servers {
		max_header_size 16KB
		timeouts {
			read_header 10s
			read_body 30s
			idle 2m
		}
	}
}

(naar) {
	lb_policy round_robin
	# Another process is tried only when no connection could be made: then nothing was sent. What was sent may have been done.
	lb_try_duration 3s
	lb_try_interval 100ms
	lb_retry_match {
		method NOOIT
	}
	# By asking only, not by what goes wrong with requests: a client that breaks off its own could put every process out.
	# Not \`gereed\`: a service that waits for the bus is red, and takes messages and answers operators all the same.
	health_uri /gezondheid/leeft
	health_interval 500ms
	health_timeout 2s
	header_up -Forwarded
	transport http {
		dial_timeout 2s
		response_header_timeout ${WACHT_SECONDEN}s
		keepalive ${RUST_SECONDEN}s
	}
}

(koppen) {
	header {
${Object.entries(KOPPEN)
  .map(([naam, waarde]) => `\t\t${naam} "${waarde}"`)
  .join('\n')}
		Content-Type "application/problem+json; charset=utf-8"
	}
}

{$GATEWAY_ADRES:https://localhost} {
	{$GATEWAY_TLS}
	{$GATEWAY_BIND}
	header -Server
	@groot {
		not path ${BESTANDSPAD}
		header_regexp Content-Length ^[0-9]{6,}$
	}
	@gewoon not path ${BESTANDSPAD}
	request_body @gewoon {
		max_size ${MAX_LEES_BYTES}
	}
	request_body ${BESTANDSPAD} {
		max_size ${MAX_BESTAND_BYTES}
	}
	route {
		error @groot 413
${inspringen(2, [...eigen(upstreams), ...aanmelding(upstreams), ...doorgeven(adressen, upstreams), ...anders(adressen)].join('\n'))}
	}
	handle_errors {
${inspringen(2, fouten().join('\n'))}
	}
}
`
}

/** What the gateway says of itself: it runs; it reaches an intake, so that messages can be taken. */
function eigen(upstreams: Upstreams): string[] {
  return [
    `handle /gezondheid/leeft {\n${inspringen(1, gezond('leeft'))}\n}`,
    `handle /gezondheid/gereed {
	${naar('intake', upstreams)} {
		rewrite /gezondheid/leeft
		lb_try_duration 2s
		lb_try_interval 100ms
		transport http {
			dial_timeout 1s
			response_header_timeout 2s
		}
		@leeft status 200
		handle_response @leeft {
${inspringen(3, gezond('gereed'))}
		}
	}
}`,
  ]
}

function aanmelding(upstreams: Upstreams): string[] {
  return [doorgang('autorisatie', "path('/oauth/*', '/.well-known/*')", upstreams)]
}

/** One block a service, so that each process is asked for its health once: what it owns, by method. */
function doorgeven(adressen: readonly Adres[], upstreams: Upstreams): string[] {
  const rijen = adressen.flatMap(({ pad, eigenaars }) =>
    Object.entries(eigenaars).map(([methode, dienst]) => ({ pad, methode, dienst })),
  )
  return [...Map.groupBy(rijen, ({ dienst }) => dienst)].sort(opNaam).map(([dienst, eigen]) => {
    const perMethode = [...Map.groupBy(eigen, ({ methode }) => methode)].sort(opNaam)
    const delen = perMethode.map(
      ([methode, deel]) => `(method('${methode}') && path_regexp('${uitdrukking(deel.map(({ pad }) => pad))}'))`,
    )
    return doorgang(dienst, delen.join(' || '), upstreams)
  })
}

const opNaam = ([een]: readonly [string, unknown], [ander]: readonly [string, unknown]) => (een < ander ? -1 : 1)

function doorgang(dienst: string, voorwaarde: string, upstreams: Upstreams): string {
  return `@${dienst} expression \`${voorwaarde}\`
handle @${dienst} {
	${naar(dienst, upstreams)} {
		import naar
	}
}`
}

function naar(dienst: string, upstreams: Upstreams): string {
  const namen = upstreams[dienst]
  if (!namen) throw new Error(`nobody says where ${dienst} is`)
  return `reverse_proxy {$${upstreamInstelling(dienst)}:${namen.join(' ')}}`
}

/** A wrong method on an address of several services is refused here: none of them knows what the others take. */
function anders(adressen: readonly Adres[]): string[] {
  const perMethoden = Map.groupBy(adressen, ({ eigenaars }) => Object.keys(eigenaars).sort().join(' '))
  const blokken = [...perMethoden].sort().map(([methoden, rijen], nummer) => {
    const paden = rijen.map(({ pad }) => pad)
    return `@anders_${nummer + 1} path_regexp ${uitdrukking(paden)}
handle @anders_${nummer + 1} {
${inspringen(1, weigering(andereMethode(methoden.split(' '))))}
}`
  })
  return [...blokken, `handle {\n${inspringen(1, weigering(onbekendAdres()))}\n}`]
}

/** Nobody to pass it on to: nothing was done. Anything else went wrong on the way: the same key makes it safe to send again. */
function fouten(): string[] {
  const blok = (voorwaarde: string, p: Probleem) =>
    `${['handle', voorwaarde].join(' ').trim()} {\n${inspringen(1, weigering(p))}\n}`
  return [
    '@vol expression {http.error.status_code} == 413',
    blok('@vol', teGroot()),
    '@traag expression {http.error.status_code} == 408',
    blok('@traag', probleem('te-traag', 'Het verzoek kwam niet binnen 30 seconden binnen. Stuur het opnieuw.')),
    '@niemand expression {http.error.status_code} == 503',
    blok('@niemand', overbelast(5)),
    blok('', storing()),
  ]
}

function weigering(p: Probleem): string {
  const eigen = Object.entries(p.headers ?? {}).map(([naam, waarde]) => `header ${naam} "${waarde}"`)
  return antwoord(PROBLEMEN[p.code].status, probleemBody(p), eigen)
}

function gezond(status: string): string {
  return antwoord(200, { status, redenen: [] }, ['header Content-Type "application/json; charset=utf-8"'])
}

function antwoord(status: number, body: unknown, koppen: readonly string[]): string {
  return ['import koppen', ...koppen, `respond \`${JSON.stringify(body)}\` ${status}`].join('\n')
}

/** All these addresses and no other, `:name` being one segment. */
function uitdrukking(paden: readonly string[]): string {
  const delen = paden.map((pad) => pad.replaceAll('.', '[.]').replace(/:[a-zA-Z]+/g, '[^/]+'))
  return `^(${delen.join('|')})$`
}

function inspringen(diepte: number, tekst: string): string {
  return tekst
    .split('\n')
    .map((regel) => (regel === '' ? '' : `${'\t'.repeat(diepte)}${regel}`))
    .join('\n')
}
