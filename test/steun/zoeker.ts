/** Finds values in bytes, in every spelling in which one may be left behind; gives those found. */
export type Zoeker = (inhoud: Buffer) => ReadonlySet<string>

/** Shorter than this a spelling stands by chance in a few hundred megabytes of ciphertext. */
const MINIMUM = 6

/** Beside the value as it is: in capitals or without, as UTF-16, hex, base64 at each place it can begin at, in a URL, in JSON. */
export function spellingen(waarde: string): Buffer[] {
  const bytes = Buffer.from(waarde)
  const utf16 = Buffer.from(waarde, 'utf16le')
  const hex = bytes.toString('hex')
  const teksten = [
    ...[waarde, waarde.toLowerCase(), waarde.toUpperCase()],
    ...[hex, hex.toUpperCase(), utf16.toString('hex')],
    ...[bytes, Buffer.from(waarde.toLowerCase()), Buffer.from(inJson(waarde))].flatMap(alsBase64),
    ...inUrl(waarde),
    ...[inJson(waarde), inJson(waarde).toUpperCase().replaceAll('\\U', '\\u'), JSON.stringify(waarde).slice(1, -1)],
  ]
  const binair = [utf16, Buffer.from(utf16).swap16()]
  const uniek = new Set(teksten.filter((tekst) => tekst.length >= MINIMUM))
  return [...[...uniek].map((tekst) => Buffer.from(tekst)), ...binair]
}

function inJson(waarde: string): string {
  return waarde.replace(/[^\x20-\x7e]/g, (teken) => `\\u${teken.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function inUrl(waarde: string): string[] {
  const streng = encodeURIComponent(waarde)
  const geheel = streng.replace(/[-.]/g, (teken) => `%${teken.charCodeAt(0).toString(16).toUpperCase()}`)
  return [streng, streng.replaceAll('%20', '+'), streng.replace(/%../g, (code) => code.toLowerCase()), geheel]
}

/** Without the characters at either end that depend on what stands before or after; both alphabets. */
function alsBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((voor) => {
    const tekst = Buffer.concat([Buffer.alloc(voor), bytes]).toString('base64')
    const vast = Math.floor(((voor + bytes.length) * 8) / 6)
    const deel = tekst.slice(Math.ceil((voor * 8) / 6), vast)
    return [deel, deel.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

type Naald = { readonly waarde: string; readonly bytes: Buffer }

/** One walk through the bytes, however many values there are: a look at two bytes, then at four, then at the whole. */
export function maakZoeker(waarden: readonly string[]): Zoeker {
  const begint = new Uint8Array(0x1_0000)
  const naalden = new Map<number, Naald[]>()
  for (const waarde of waarden) {
    if (waarde.length < MINIMUM) throw new Error(`too short to look for: ${waarde}`)
    for (const bytes of spellingen(waarde)) {
      begint[bytes.readUInt16LE(0)] = 1
      const vier = bytes.readUInt32LE(0)
      naalden.set(vier, [...(naalden.get(vier) ?? []), { waarde, bytes }])
    }
  }
  return (inhoud) => {
    const gevonden = new Set<string>()
    for (let i = 0; i + 3 < inhoud.length; i++) {
      const twee = (inhoud[i] ?? 0) | ((inhoud[i + 1] ?? 0) << 8)
      if (begint[twee] === 0) continue
      for (const { waarde, bytes } of naalden.get(inhoud.readUInt32LE(i)) ?? []) {
        if (!gevonden.has(waarde) && inhoud.subarray(i, i + bytes.length).equals(bytes)) gevonden.add(waarde)
      }
    }
    return gevonden
  }
}
