import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const voerUit = promisify(execFile)
const POM = fileURLToPath(new URL('pom.xml', import.meta.url))
const VOORRAAD = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))

/** The folder with the broker's jars, fetched with Maven when this version of pom.xml was not fetched before. */
export async function haalJars(): Promise<string> {
  const versie = createHash('sha256')
    .update(await readFile(POM))
    .digest('hex')
    .slice(0, 12)
  const map = join(VOORRAAD, `kafka-${versie}`)
  if (await staanEr(map)) return map
  await mkdir(VOORRAAD, { recursive: true })
  // Two that start at once each fetch their own; the rename is what makes one of them whole for all.
  const tijdelijk = await mkdtemp(join(VOORRAAD, 'kafka-bezig-'))
  try {
    await kopieer(tijdelijk)
    await rename(tijdelijk, map)
  } catch (fout) {
    if (!(await staanEr(map))) throw fout
  } finally {
    await rm(tijdelijk, { recursive: true, force: true })
  }
  return map
}

async function staanEr(map: string): Promise<boolean> {
  const namen = await readdir(map).catch(() => [])
  return namen.some((naam) => naam.startsWith('kafka_'))
}

async function kopieer(map: string): Promise<void> {
  const argumenten = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime']
  try {
    await voerUit('mvn', [...argumenten, `-DoutputDirectory=${map}`], { timeout: 300_000 })
  } catch (fout) {
    const uitvoer = fout instanceof Error && 'stdout' in fout ? String(fout.stdout).slice(-2_000) : ''
    throw new Error(`mvn could not fetch Kafka's jars (infra/kafka/pom.xml)\n${uitvoer}`, { cause: fout })
  }
}
