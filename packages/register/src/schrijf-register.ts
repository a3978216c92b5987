import { registreerClients } from './client-store.ts'
import { registreerDeelnemers } from './deelnemer-store.ts'
import { registreerFeestdagen } from './feestdag-store.ts'
import { registreerFeestdagjaar } from './feestdagjaar-store.ts'
import { registreerGemeenten } from './gemeente-store.ts'
import { registreerGemeenteUitvoerders } from './gemeente-uitvoerder-store.ts'
import { registreerGemeenteWijzigingen } from './gemeente-wijziging-store.ts'
import { registreerLoketRegels } from './loket-regel-store.ts'
import { registreerLoketten } from './loket-store.ts'
import { registreerMandaten } from './mandaat-store.ts'
import { registreerOvereenkomsten } from './overeenkomst-store.ts'
import { registreerPubliekeLoketten } from './publiek-loket-store.ts'
import type { Verandering } from './registerdocument.ts'
import { registreerUitvoerders } from './uitvoerder-store.ts'
import { sluitRijen, WEGSOORTEN } from './weg-store.ts'
import type { Wijziging } from './wijziging.ts'

/** Writes a change that was found right (`keurVerandering`) into the running change of the register. Rows that say the same stay as they are. */
export async function schrijfVerandering(w: Wijziging, { zet = {}, weg = {} }: Verandering): Promise<void> {
  for (const soort of WEGSOORTEN) await sluitRijen(w, soort, weg[soort] ?? [])
  await registreerGemeenten(w, zet.gemeenten ?? [])
  await registreerGemeenteWijzigingen(w, zet.gemeenteWijzigingen ?? [])
  await registreerDeelnemers(w, zet.deelnemers ?? [])
  await registreerClients(w, zet.clients ?? [])
  await registreerOvereenkomsten(w, (zet.overeenkomsten ?? []).map(metOndertekening))
  await registreerMandaten(w, zet.mandaten ?? [])
  await registreerUitvoerders(w, zet.uitvoerders ?? [])
  await registreerLoketten(w, zet.loketten ?? [])
  for (const { uitvoerder, regels } of zet.loketRegels ?? []) await registreerLoketRegels(w, uitvoerder, regels)
  for (const { gemeentecode, regels } of zet.gemeenteUitvoerders ?? []) {
    await registreerGemeenteUitvoerders(w, gemeentecode, regels)
  }
  await registreerPubliekeLoketten(w, zet.publiekeLoketten ?? [])
  for (const { jaar, dagen } of zet.feestdagjaren ?? []) {
    await registreerFeestdagen(w, jaar, dagen)
    await registreerFeestdagjaar(w, jaar)
  }
}

type Draadvorm = NonNullable<NonNullable<Verandering['zet']>['overeenkomsten']>[number]

function metOndertekening({ ondertekeningsdatum, ...rest }: Draadvorm) {
  return { ...rest, ondertekendOp: ondertekeningsdatum }
}
