import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { DEMO_GEMEENTEN, DEMO_POSTCODES } from '@warmknooppunt/register/demo/gebied'

const GEMEENTEN = 342
const PC4 = 4_071
/** Of each PC4; with 4,071 of these there are 468,165, as in the real table. */
const PC6 = 115
const LETTERS = 'ABCDEFGHIJKLMNOPQRTUVWXYZ'

/** As many codes as there are gemeenten, those of the demo among them. */
function codes(): string[] {
  const demo = DEMO_GEMEENTEN.map(({ gemeentecode }) => gemeentecode)
  const rest = Array.from({ length: GEMEENTEN }, (_, i) => String(2_000 + i)).slice(demo.length)
  return [...demo, ...rest]
}

/** The list of gemeenten that goes with the generated table. */
export async function schrijfGemeenten(pad: string): Promise<void> {
  const namen = new Map(DEMO_GEMEENTEN.map(({ gemeentecode, naam, van }) => [gemeentecode, `${naam};${van ?? ''}`]))
  const rijen = codes().map((code) => `GM${code};${namen.get(code) ?? `Gemeente ${code};`};;`)
  await writeFile(pad, `gemeentecode;naam;begindatum;einddatum;opvolgers\n${rijen.join('\n')}\n`)
}

/** The digits of the PC4s: those of the demo, and others spread over the country. */
function cijfers(): string[] {
  const demo = DEMO_POSTCODES.filter(({ postcode }) => postcode.length === 4).map(({ postcode }) => postcode)
  const alle = new Set([
    ...demo,
    ...Array.from({ length: PC4 }, (_, i) => String(1_000 + Math.floor((i * 8_999) / PC4))),
  ])
  return [...alle].slice(0, PC4).toSorted()
}

/** The two letters of one of the PC6s of a PC4. */
function letters(k: number): string {
  return `${LETTERS[Math.floor(k / LETTERS.length)]}${LETTERS[k % LETTERS.length]}`
}

/** What falls to one of so many, as evenly as whole numbers can be; the first has the most. */
function deel(totaal: number, aantal: number, i: number): number {
  return Math.ceil((totaal * (i + 1)) / aantal) - Math.ceil((totaal * i) / aantal)
}

/** A table in the spelling of CBS: so many rows, evenly over the postcodes, with the gemeenten of the demo where the demo has them. */
export async function schrijfPostcodes(pad: string, rijen: number): Promise<void> {
  const uit = createWriteStream(pad)
  const gemeenten = codes()
  const demo = new Map(DEMO_POSTCODES.map(({ postcode, gemeentecode }) => [postcode, gemeentecode]))
  uit.write('PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025\r\n')
  for (const [i, pc4] of cijfers().entries()) {
    const code = demo.get(pc4) ?? gemeenten[i % gemeenten.length] ?? ''
    const hier = deel(rijen, PC4, i)
    let blok = ''
    for (let k = 0; k < PC6; k++) {
      for (let nummer = 1; nummer <= deel(hier, PC6, k); nummer++) {
        blok += `${pc4}${letters(k)};${nummer * 2};${code}0000;${code}00;${code}\r\n`
      }
    }
    if (!uit.write(blok)) await once(uit, 'drain')
  }
  uit.end()
  await finished(uit)
}

/** Addresses of that table, spread by a fixed step, each third with a number that it does not have. */
export function kiesAdressen(aantal: number, vanaf: number): { postcode: string; huisnummer: number }[] {
  const alle = cijfers()
  return Array.from({ length: aantal }, (_, i) => {
    const plek = (vanaf + i) * 7_919
    return {
      postcode: `${alle[plek % alle.length]}${letters(plek % PC6)}`,
      huisnummer: i % 3 === 0 ? 99_999 : 2 * (1 + (plek % 10)),
    }
  })
}
