import { get } from 'node:http'
import { get as getSecurely } from 'node:https'
import { connect } from 'node:net'
import type { Container, JsonObject } from '../../../core/kubernetes.ts'
import type { ContainerProcess } from './container-process.ts'
import { nodeAddress } from './node-address.ts'

interface Probe {
  exec?: { command: string[] }
  httpGet?: {
    path?: string
    port: number | string
    host?: string
    scheme?: string
    httpHeaders?: { name: string; value: string }[]
  }
  tcpSocket?: { port: number | string; host?: string }
  timeoutSeconds?: number
}

/** Asks once. Undefined: it answered well; else why not, in the kubelet's words. */
export const askProbe = async (
  probe: JsonObject,
  container: Container,
  process: ContainerProcess,
): Promise<string | undefined> => {
  const { exec, httpGet, tcpSocket, timeoutSeconds = 1 } = probe as unknown as Probe
  const timeoutMs = timeoutSeconds * 1000
  if (exec) return byCommand(process, exec.command, timeoutMs)
  if (httpGet) return byHttp(httpGet, portOf(container, httpGet.port), timeoutMs)
  if (tcpSocket) return byTcp(tcpSocket.host ?? nodeAddress, portOf(container, tcpSocket.port), timeoutMs)
  return `missing probe handler: ${Object.keys(probe).join(', ')} is not supported here`
}

const byCommand = async (
  process: ContainerProcess,
  command: readonly string[],
  timeoutMs: number,
): Promise<string | undefined> => {
  const result = await process.execute(command, timeoutMs)
  if (!result) return `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeoutMs / 1000}s`
  return result.exitCode === 0 ? undefined : result.output
}

const byHttp = (
  { path = '/', host = nodeAddress, scheme = 'HTTP', httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  port: number,
  timeoutMs: number,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]))
    const options = { host, port, path, headers, timeout: timeoutMs, agent: false, rejectUnauthorized: false }
    const request = (scheme === 'HTTPS' ? getSecurely : get)(options, ({ statusCode = 0 }) => {
      resolve(statusCode >= 200 && statusCode < 400 ? undefined : `HTTP probe failed with statuscode: ${statusCode}`)
      request.destroy()
    })
    request.once('timeout', () => request.destroy(new Error('context deadline exceeded')))
    request.once('error', (error) =>
      resolve(`Get "${scheme.toLowerCase()}://${host}:${port}${path}": ${error.message}`),
    )
  })

const byTcp = (host: string, port: number, timeoutMs: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs }, () => {
      resolve(undefined)
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('i/o timeout')))
    socket.once('error', (error) => resolve(`dial tcp ${host}:${port}: ${error.message}`))
  })

const portOf = ({ ports = [] }: Container, port: number | string): number => {
  const named = ports.find(({ name }) => name === port)
  return Number(named?.containerPort ?? port)
}
