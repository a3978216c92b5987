/** Country and length of its IBAN (ISO 13616 registry). */
const REGISTER =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 ' +
  'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
  'LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 ' +
  'SI19 SK24 SM27 SV28 TN24 TR26 UA29 VA22 VG24 XK20'
const LENGTEN: ReadonlyMap<string, number> = new Map(
  REGISTER.split(' ').map((regel) => [regel.slice(0, 2), Number(regel.slice(2))]),
)

/** ISO 7064 mod 97-10: the first four characters moved to the end, letters as 10 to 35. */
function klopt(iban: string): boolean {
  const cijfers = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  let rest = 0
  for (const cijfer of cijfers) rest = (rest * 10 + Number(cijfer)) % 97
  return rest === 1
}

/** Is there an IBAN in this text, in one piece or with spaces or other signs between its characters? */
export function bevatIban(tekst: string): boolean {
  const kaal = tekst.toUpperCase().replace(/[\s.,_/·•|:*-]/g, '')
  for (const [, vanafHier = ''] of kaal.matchAll(/(?=([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}))/g)) {
    const lengte = LENGTEN.get(vanafHier.slice(0, 2)) ?? Number.POSITIVE_INFINITY
    if (vanafHier.length >= lengte && klopt(vanafHier.slice(0, lengte))) return true
  }
  return false
}
