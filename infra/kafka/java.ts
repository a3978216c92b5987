import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { haalJars } from './jars.ts'

const voerUit = promisify(execFile)
const BEELD = 'apache/kafka:4.1.1'
const MINIMUM = 17
const HIER = dirname(fileURLToPath(import.meta.url))

export type Sein = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'
type Program = {
  /** unique on the machine */
  readonly naam: string
  /** the folder it works in */
  readonly map: string
  readonly poorten: readonly number[]
  /** talks with others on this machine besides being talked to */
  readonly samen?: boolean
  readonly jvm: readonly string[]
  readonly klasse: string
  readonly argumenten: readonly string[]
}
type Opdracht = readonly [commando: string, argumenten: readonly string[]]

/** What runs a program of Kafka: Java of this machine with jars from Maven, or a container that has both. */
export type Java = {
  readonly soort: 'container' | 'java'
  /** the address that what runs in it must listen on */
  readonly luister: string
  opdracht(program: Program): Opdracht
  /** the command that sends a signal to what was started with that name and pid */
  sein(doel: { readonly naam: string; readonly pid: number }, sein: Sein): Opdracht
  /** the command that removes what still runs or lies under that name; null where nothing can */
  ruim(naam: string): Opdracht | null
}

/** A container when Docker answers, else Java of this machine; else why neither. */
export async function kiesJava(): Promise<Java | { readonly reden: string }> {
  if (await slaagt('docker', ['info'])) return container()
  const versie = await javaversie()
  if (versie < MINIMUM) {
    const heeft = versie === 0 ? 'no java' : `java ${versie}`
    return { reden: `Docker does not answer and there is ${heeft} here; a Kafka broker needs Java ${MINIMUM} or newer` }
  }
  try {
    return metJars(await haalJars())
  } catch (fout) {
    return { reden: fout instanceof Error ? fout.message : String(fout) }
  }
}

function metJars(jars: string): Java {
  return {
    soort: 'java',
    luister: '127.0.0.1',
    opdracht: ({ jvm, klasse, argumenten }) => ['java', [...jvm, '-cp', `${jars}/*`, klasse, ...argumenten]],
    sein: ({ pid }, sein) => ['kill', [`-${sein.slice(3)}`, String(pid)]],
    ruim: () => null,
  }
}

/** The same command line inside Kafka's own image, on the same folder and ports. */
function container(): Java {
  const wie = process.getuid && process.getgid ? ['--user', `${process.getuid()}:${process.getgid()}`] : []
  return {
    soort: 'container',
    luister: '0.0.0.0',
    opdracht: ({ naam, map, poorten, samen, jvm, klasse, argumenten }) => [
      'docker',
      [
        ...['run', '--rm', '--name', naam, ...wie, '--entrypoint', 'java'],
        ...['-v', `${map}:${map}`, '-v', `${HIER}:${HIER}:ro`],
        ...(samen ? ['--network', 'host'] : poorten.flatMap((poort) => ['-p', `127.0.0.1:${poort}:${poort}`])),
        ...[BEELD, ...jvm, '-cp', '/opt/kafka/libs/*', klasse, ...argumenten],
      ],
    ],
    sein: ({ naam }, sein) => ['docker', ['kill', `--signal=${sein}`, naam]],
    ruim: (naam) => ['docker', ['rm', '--force', naam]],
  }
}

async function javaversie(): Promise<number> {
  try {
    const { stderr, stdout } = await voerUit('java', ['-version'])
    return Number(/version "(\d+)/.exec(stderr + stdout)?.[1] ?? 0)
  } catch {
    return 0
  }
}

async function slaagt(commando: string, argumenten: readonly string[]): Promise<boolean> {
  return voerUit(commando, argumenten, { timeout: 10_000 }).then(
    () => true,
    () => false,
  )
}
