import { get } from 'node:http'

const WACHT_MS = 3_000

/** Asks the service of this container whether it serves: what a container engine runs to know. Ends with 0 or 1, and says why not. */
function vraag(poort: string): Promise<string | null> {
  return new Promise((klaar) => {
    const verzoek = get({ host: '127.0.0.1', port: poort, path: '/gezondheid/leeft', agent: false }, (antwoord) => {
      antwoord.resume()
      klaar(antwoord.statusCode === 200 ? null : `status ${antwoord.statusCode}`)
    })
    verzoek.setTimeout(WACHT_MS, () => verzoek.destroy(new Error(`no answer within ${WACHT_MS} ms`)))
    verzoek.on('error', (fout) => klaar(fout.message))
  })
}

const kwaal = await vraag(process.env.POORT || '8080')
if (kwaal !== null) {
  process.stderr.write(`gezond: ${kwaal}\n`)
  process.exitCode = 1
}
