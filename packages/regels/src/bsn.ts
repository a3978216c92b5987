const GEWICHTEN = [9, 8, 7, 6, 5, 4, 3, 2, -1]
const LENGTE = 9

/** The elfproef of a BSN: nine digits, weighed 9 to 2 and -1, a multiple of 11; nine zeros are no BSN. */
export function voldoetAanElfproef(cijfers: string): boolean {
  if (!/^[0-9]{9}$/.test(cijfers) || cijfers === '000000000') return false
  const som = GEWICHTEN.reduce((totaal, gewicht, i) => totaal + gewicht * Number(cijfers[i]), 0)
  return som % 11 === 0
}

/** Eight digits, however spaced, shortly after the word: a BSN whose leading zero was dropped. */
const NA_HET_WOORD = /(?<![a-z])bsn[^0-9]{0,12}(?:[0-9][\s.-]{0,3}){7}[0-9](?![\s.-]{0,3}[0-9])/i
/** Digits held together by dots or dashes. */
const HECHTE_REEKS = /[0-9]+(?:\s{0,2}[.-]\s{0,2}[0-9]+)*/g

const alleenCijfers = (tekst: string): string => tekst.replace(/[^0-9]/g, '')

/** Neighbouring runs with nothing but white space between them. */
function losseReeksen(tekst: string): string[][] {
  const reeksen: string[][] = []
  let einde = -1
  for (const treffer of tekst.matchAll(HECHTE_REEKS)) {
    const buur = einde >= 0 && tekst.slice(einde, treffer.index).trim() === '' ? reeksen.at(-1) : undefined
    if (buur === undefined) reeksen.push([treffer[0]])
    else buur.push(treffer[0])
    einde = treffer.index + treffer[0].length
  }
  return reeksen
}

/** Do some consecutive runs together make nine digits that pass? Whole runs only, so a part of a longer run never does. */
function heeftAaneengeslotenBsn(reeks: readonly string[]): boolean {
  const delen = reeks.map(alleenCijfers)
  return delen.some((_, begin) => {
    let samen = ''
    for (const deel of delen.slice(begin)) {
      samen += deel
      if (samen.length >= LENGTE) break
    }
    return voldoetAanElfproef(samen)
  })
}

/**
 * Is there a BSN in this text (design section 7)? Nine digits that pass the elfproef, in one piece or with dots, spaces or dashes, not as
 * a part of a longer run; a space also separates numbers, so nine digits beside another number count. Or eight digits after "bsn".
 */
export function bevatBsn(tekst: string): boolean {
  if (NA_HET_WOORD.test(tekst)) return true
  const ineen = tekst.match(/[0-9]+/g) ?? []
  return ineen.some(voldoetAanElfproef) || losseReeksen(tekst).some(heeftAaneengeslotenBsn)
}
