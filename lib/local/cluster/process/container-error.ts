/**
 * Why a container does not run. `CreateContainerConfigError` may pass by itself (a Secret that is still to come), so the
 * container waits and it is tried again; `StartError` is final and ends the container with exit code 128.
 */
export class ContainerError extends Error {
  readonly reason: 'CreateContainerConfigError' | 'StartError'

  constructor(reason: ContainerError['reason'], message: string) {
    super(message)
    this.name = 'ContainerError'
    this.reason = reason
  }
}

export const configError = (message: string): ContainerError =>
  new ContainerError('CreateContainerConfigError', message)

export const startError = (message: string): ContainerError => new ContainerError('StartError', message)
