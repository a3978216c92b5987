import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VELDEN as AUTORISATIE_VELDEN } from '@warmknooppunt/autorisatie/instellingen'
import { leesConfig } from '@warmknooppunt/platform/config'
import { STAGE_VELDEN } from '@warmknooppunt/platform/dienst-velden'
import { BUS_VELDEN } from '@warmknooppunt/platform/kafka-velden'
import { maakKekRegel } from '@warmknooppunt/platform/keks'
import { topics } from '@warmknooppunt/schemas/topics'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { GATEWAY_UPSTREAMS, METRIEKEN_POORT, POORT, TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'
import { upstreamInstelling } from '../services/knooppunt/src/gateway/caddyfile.ts'
import { metriekrijen } from './metrieken/papieren.ts'
import { WORTEL } from './steun/compose.ts'
import type { Manifest } from './steun/manifesten.ts'
import { eisManifest, keurManifesten, kiesKustomize } from './steun/manifesten.ts'

const kustomize = kiesKustomize()
if (kustomize === null) {
  process.stderr.write('SKIPPED, the manifests of Kubernetes: there is no kubectl and no kustomize here\n')
}
const MAPPEN = ['base', 'voorbereiding', 'overlays/voorbeeld', 'overlays/voorbeeld/voorbereiding']
const bouw = (map: string) => kustomize?.(`infra/k8s/${map}`) ?? []
const alles = bouw('overlays/voorbeeld')
const basis = bouw('base')
const eerst = bouw('overlays/voorbeeld/voorbereiding')
const DIENSTEN = Object.entries(TOPOLOGIE)

function zoek(kind: string, naam: string, in_: readonly Manifest[] = alles): Manifest {
  const gevonden = in_.find((een) => een.kind === kind && een.metadata.name === naam)
  if (!gevonden) throw new Error(`there is no ${kind} ${naam}`)
  return gevonden
}
const van = (kind: string, in_ = alles) => in_.filter((een) => een.kind === kind)
const namen = (lijst: readonly Manifest[]) => lijst.map(({ metadata }) => metadata.name).sort()
const podVan = (manifest: Manifest) => Object(manifest.spec).template.spec
const labelsVan = (manifest: Manifest): Record<string, string> => Object(manifest.spec).template.metadata.labels

/** The settings that a container gets, those of its ConfigMaps included. */
function settings(
  container: { envFrom?: unknown[]; env?: { name: string; value: string }[] },
  in_ = alles,
): Record<string, string> {
  const gedeeld = (container.envFrom ?? []).map((bron) =>
    Object(zoek('ConfigMap', Object(bron).configMapRef.name, in_).data),
  )
  return Object.assign(
    {},
    ...gedeeld,
    Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value])),
  )
}

describe.skipIf(kustomize === null)('the manifests of Kubernetes', () => {
  test('are each what the published schemas say, field by field', () => {
    const manifesten = MAPPEN.flatMap(bouw)
    expect(manifesten.length).toBeGreaterThan(80)
    const [goed] = van('Deployment')
    const stuk = [
      ['a field that is not there', { ...goed, spec: { ...Object(goed?.spec), replicaz: 3 } }, 'replicaz'],
      [
        'a misspelt probe',
        anders(goed, (pod) => Object.assign(pod.containers[0], { readinesProbe: {} })),
        'readinesProbe',
      ],
      ['a value of another kind', anders(goed, (pod) => Object.assign(pod, { hostNetwork: 'ja' })), 'boolean'],
      [
        'a field that is missing',
        { ...zoek('HorizontalPodAutoscaler', 'sla'), spec: { maxReplicas: 12 } },
        'scaleTargetRef',
      ],
    ] as const
    const klachten = keurManifesten([...manifesten, ...stuk.map(([, manifest]) => eisManifest(manifest))])
    const wijs = manifesten.flatMap(({ kind, metadata }, i) =>
      (klachten[i] ?? []).map((tekst) => `${kind} ${metadata.name}: ${tekst}`),
    )
    expect(wijs).toEqual([])
    stuk.forEach(([wat, , woord], i) => {
      expect(klachten[manifesten.length + i]?.join('\n'), wat).toContain(woord)
    })
  }, 60_000)

  test('run every service of TOPOLOGIE at least twice, with a Service, and one may be away at a time', () => {
    const verwacht = [...DIENSTEN.map(([naam]) => naam), 'gateway'].sort()
    expect(namen(van('Deployment'))).toEqual(verwacht)
    for (const kind of ['Service', 'PodDisruptionBudget']) {
      expect(namen(van(kind))).toEqual(verwacht)
      for (const een of van(kind)) {
        const { selector } = Object(een.spec)
        const labels = selector.matchLabels ?? selector
        expect(labelsVan(zoek('Deployment', een.metadata.name))).toMatchObject(labels)
        if (kind === 'PodDisruptionBudget') expect(Object(een.spec).maxUnavailable).toBe(1)
      }
    }
    for (const [naam, { aantal }] of DIENSTEN) {
      expect(Object(zoek('Deployment', naam, basis).spec).replicas).toBe(aantal)
      expect(Object(zoek('HorizontalPodAutoscaler', naam).spec).minReplicas).toBe(aantal)
      // Else each `apply` would take away what the autoscaler added.
      expect(Object(zoek('Deployment', naam).spec)).not.toHaveProperty('replicas')
    }
  })

  test('give each service settings that it has, all that it must have, and values that it takes', () => {
    const inhoud = {
      DATABASE_URL: 'postgres://x:y@z/w',
      KEK: maakKekRegel('proef'),
      KAFKA_WACHTWOORD: 'x',
      KAFKA_TLS_CA: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
    }
    for (const [naam] of DIENSTEN) {
      const velden = naam === 'autorisatie' ? AUTORISATIE_VELDEN : STAGE_VELDEN
      const [container] = podVan(zoek('Deployment', naam)).containers
      expect(container.args).toEqual([naam])
      const env = settings(container)
      expect([naam, Object.keys(env).filter((een) => !(een.replace(/_BESTAND$/, '') in velden))]).toEqual([naam, []])
      const metInhoud = Object.entries(env).map(([een, waarde]) => {
        const [, veld] = /^(.+)_BESTAND$/.exec(een) ?? []
        return veld ? [veld, Object(inhoud)[veld]] : [een, waarde]
      })
      expect([naam, leesConfig(velden, Object.fromEntries(metInhoud))]).toEqual([
        naam,
        expect.objectContaining({ kind: 'goed' }),
      ])
    }
  })

  test('mount what the settings name: secrets read only, of each its own, and the folders outside the database', () => {
    for (const [naam, { buiten }] of DIENSTEN) {
      const pod = podVan(zoek('Deployment', naam))
      const [container] = pod.containers
      const env = settings(container)
      const plekken = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)
      const paden = Object.entries(env).filter(([een]) => /_(BESTAND|MAP)$/.test(een))
      for (const [een, pad] of paden) {
        expect(plekken, `${naam} ${een}`).toContainEqual(
          een.endsWith('_MAP') ? pad : pad.slice(0, pad.lastIndexOf('/')),
        )
      }
      expect(paden.map(([een]) => een).filter((een) => een.endsWith('_MAP'))).toEqual([...buiten])
      const database = pod.volumes[0].projected.sources[0].secret
      expect(database).toEqual({ name: 'warmknooppunt-database', items: [{ key: naam, path: 'database-url' }] })
      expect(
        container.volumeMounts
          .filter((plek: { mountPath: string; readOnly?: boolean }) => !plek.readOnly)
          .map(({ mountPath }: { mountPath: string }) => mountPath),
      ).toEqual(buiten.map((een) => env[een]))
    }
    expect(van('PersistentVolumeClaim').map((een) => [een.metadata.name, Object(een.spec).accessModes])).toEqual([
      ['grafstenen', ['ReadWriteMany']],
      ['journaal', ['ReadWriteMany']],
    ])
  })

  test('ask for life where the services answer, and never take one away that waits for the bus', () => {
    for (const manifest of van('Deployment')) {
      const { metadata } = manifest
      const [container] = podVan(manifest).containers
      for (const soort of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        expect(container[soort].httpGet, `${metadata.name} ${soort}`).toEqual({
          path: '/gezondheid/leeft',
          port: 'http',
        })
      }
      const http = container.ports.find(({ name }: { name: string }) => name === 'http')
      expect(http.containerPort).toBe(POORT)
      if (metadata.name !== 'gateway') {
        expect(container.ports).toContainEqual({ name: 'metrieken', containerPort: METRIEKEN_POORT })
      }
      // preStop, then what a service takes to drain.
      expect(podVan(manifest).terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
        container.lifecycle.preStop.sleep.seconds + 25,
      )
    }
  })

  test('run all with no right to spare', () => {
    for (const manifest of [...van('Deployment'), ...van('Job', eerst)]) {
      const pod = podVan(manifest)
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false })
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        const { capabilities, ...rest } = container.securityContext
        expect(rest).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true })
        expect(capabilities.drop).toEqual(['ALL'])
        expect([undefined, ['NET_BIND_SERVICE']]).toContainEqual(capabilities.add)
        expect(container.resources.limits.memory).toMatch(/^\d+Mi$/)
        expect(container.image).toMatch(/^(registry\.example\.nl\/warmknooppunt:\d+\.\d+\.\d+|caddy:2)$/)
      }
    }
    expect(Object(zoek('Namespace', 'warmknooppunt', eerst).metadata).labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    })
  })

  test('prepare as the owner, with the same settings of the bus, before any service runs', () => {
    const pod = podVan(zoek('Job', 'voorbereiding', eerst))
    const stappen = [...pod.initContainers, ...pod.containers]
    expect(stappen.map(({ args }) => args)).toEqual([['migreer'], ['aanmeldingen'], ['topics', '--maak']])
    for (const { command } of stappen) expect(command).toEqual(['node', 'services/knooppunt/src/main.ts'])
    const aanmeldingen = settings(stappen[1], eerst)
    expect(Object.keys(aanmeldingen).sort()).toEqual(
      ['DATABASE_URL_BESTAND', ...DIENSTEN.map(([naam]) => `DATABASE_URL_${naam.toUpperCase()}_BESTAND`)].sort(),
    )
    const bus = Object.fromEntries(
      Object.entries(settings(podVan(zoek('Deployment', 'sla')).containers[0])).filter(
        ([een]) => een.replace(/_BESTAND$/, '') in BUS_VELDEN,
      ),
    )
    expect(settings(stappen[2], eerst)).toEqual({ ...bus, DATABASE_URL_BESTAND: '/geheimen/eigenaar' })
    for (const manifest of van('Deployment')) expect(JSON.stringify(manifest)).not.toContain('eigenaar')
  })

  test('let the gateway find every service', () => {
    const [container] = podVan(zoek('Deployment', 'gateway')).containers
    const verwacht = Object.keys(GATEWAY_UPSTREAMS).map((naam) => [upstreamInstelling(naam), `${naam}:${POORT}`])
    expect(settings(container)).toEqual({ ...Object.fromEntries(verwacht), GATEWAY_ADRES: `http://:${POORT}` })
    for (const [naam] of DIENSTEN)
      expect(Object(zoek('Service', naam).spec).ports).toEqual([{ name: 'http', port: POORT, targetPort: 'http' }])
    const caddyfile = van('ConfigMap').find(({ metadata }) => metadata.name.startsWith('warmknooppunt-caddyfile-'))
    expect(Object(caddyfile?.data).Caddyfile).toBe(readFileSync(join(WORTEL, 'infra/gateway/Caddyfile'), 'utf8'))
  })

  test('scale readers by what lies before them, to no more than there are partitions, by a metric that there is', () => {
    const lezers = [...new Set(Object.values(topics).flatMap((topic) => [...topic.lezers]))].sort()
    const hpas = van('HorizontalPodAutoscaler').filter((een) => Object(een.spec).metrics[0].type === 'External')
    expect(namen(hpas)).toEqual(lezers)
    for (const { metadata, spec } of hpas) {
      const { metric } = Object(spec).metrics[0].external
      expect(Object(spec).maxReplicas).toBe(Math.min(...Object.values(topics).map(({ partities }) => partities)))
      expect(Object(spec).scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name })
      expect(metric.selector.matchLabels).toEqual({ consument: metadata.name })
      expect(
        metriekrijen().some((rij) => rij.startsWith(`| \`${metric.name}\` | gauge | \`consument\`, \`topic\``)),
      ).toBe(true)
      const regels = parse(readFileSync(join(WORTEL, 'infra/k8s/overlays/voorbeeld/prometheus-adapter.yaml'), 'utf8'))
        .rules.external
      expect(regels.map(({ seriesQuery }: { seriesQuery: string }) => seriesQuery)).toEqual([metric.name])
    }
  })

  test('let nobody speak to anybody but who is named', () => {
    const regels = new Map(van('NetworkPolicy').map((een) => [een.metadata.name, Object(een.spec)]))
    expect(regels.get('niets')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    const kiest = (naam: string) =>
      van('Deployment').filter((een) => {
        const gevraagd = Object.entries(regels.get(naam)?.podSelector.matchLabels ?? {})
        return gevraagd.every(([label, waarde]) => labelsVan(een)[label] === waarde)
      })
    const stages = DIENSTEN.map(([naam]) => naam)
      .filter((naam) => naam !== 'autorisatie')
      .sort()
    const alle = DIENSTEN.map(([naam]) => naam).sort()
    const wie = [
      'namen',
      'gegevens',
      'bus',
      'sleutels-van-tokens',
      'webhooks',
      'diensten-van-gateway',
      'gateway-naar-diensten',
      'gateway-van-ingress',
      'metrieken',
    ]
    expect(wie.map((naam) => [naam, namen(kiest(naam))])).toEqual([
      ['namen', [...alle, 'gateway'].sort()],
      ['gegevens', alle],
      ['bus', stages],
      ['sleutels-van-tokens', stages],
      ['webhooks', ['delivery']],
      ['diensten-van-gateway', alle],
      ['gateway-naar-diensten', ['gateway']],
      ['gateway-van-ingress', ['gateway']],
      ['metrieken', alle],
    ])
    expect([...regels.keys()].sort()).toEqual(['niets', ...wie].sort())
    const naarBuiten = [...regels]
      .filter(([, regel]) => JSON.stringify(regel).includes('0.0.0.0/0'))
      .map(([naam]) => naam)
    expect(naarBuiten).toEqual(['webhooks'])
  })
})

function anders(manifest: Manifest | undefined, wijzig: (pod: ReturnType<typeof podVan>) => void): unknown {
  const kopie = structuredClone(manifest)
  if (kopie) wijzig(podVan(kopie))
  return kopie
}
