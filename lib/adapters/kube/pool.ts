import type { DispatcherOptions } from '@kubernetes/client-node'
import type { Dispatcher } from 'undici'

/**
 * The connections to one API server. HTTP/1.1: a watch or a followed log holds a connection of its own,
 * and a broken one breaks nothing else. As many as there are requests under way; idle ones close after seconds.
 */
export const createPool = async (options: DispatcherOptions): Promise<Dispatcher> => {
  const { Agent, ProxyAgent, Socks5ProxyAgent } = await import('undici')
  if (options.type === 'proxy')
    return new ProxyAgent({ uri: options.uri, requestTls: options.requestTls, allowH2: false })
  if (options.type === 'socks')
    return new Socks5ProxyAgent(options.uri, { requestTls: options.requestTls, allowH2: false })
  return new Agent({ allowH2: false, connect: options.type === 'agent' ? options.connect : undefined })
}
