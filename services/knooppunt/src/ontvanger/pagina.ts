import type { Ontvangst } from './ontvangst-store.ts'

const TEKENS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function html(tekst: string): string {
  return tekst.replace(/[&<>"']/g, (teken) => TEKENS[teken] ?? teken)
}

/** What arrived as one page, the newest first, each to be folded open; it renews itself every five seconds while nothing is open. */
export function maakPagina(ontvangsten: readonly Ontvangst[], adres: string): string {
  const rijen = ontvangsten.map(maakRij).join('\n')
  return `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="5">
<title>Testontvanger (${ontvangsten.length})</title>
<style>
body { font-family: system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
summary { padding: .4rem 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f3f3f3; padding: 1rem }
.goed { color: #155724 } .fout { color: #a00 }
</style>
</head>
<body>
<h1>Testontvanger</h1>
<p>Webhook: <code>POST ${html(adres)}</code>. Als JSON: <a href="/berichten">/berichten</a>. Alleen voor proefgegevens.</p>
${rijen === '' ? '<p>Er is nog niets binnengekomen.</p>' : rijen}
</body>
</html>
`
}

function maakRij(o: Ontvangst): string {
  const wat = o.reden === null ? (o.dubbel ? 'goed, al eerder ontvangen' : 'goed') : `geweigerd: ${o.reden}`
  const kop = `${o.nummer}. ${o.op} <span class="${o.reden === null ? 'goed' : 'fout'}">${html(wat)}</span> (${o.status}) ${html(soort(o.body))}`
  const koppen = Object.entries(o.koppen).map(([naam, waarde]) => `${naam}: ${waarde}`)
  const detail = o.detail === null ? '' : `<p class="fout">${html(o.detail)}</p>`
  return `<details><summary>${kop}</summary>${detail}<pre>${html(`${koppen.join('\n')}\n\n${mooi(o.body)}`)}</pre></details>`
}

function mooi(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** The type of the event, '' when the body is no event. */
function soort(body: string): string {
  try {
    const event: unknown = JSON.parse(body)
    return typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : ''
  } catch {
    return ''
  }
}
