/** The heap of a process that was started with `--inspect`, in MB, after a garbage collection that is asked for. */
export async function leesHeapMb(poort: number): Promise<number> {
  const lijst: unknown = await (await fetch(`http://127.0.0.1:${poort}/json/list`)).json()
  const [eerste] = Array.isArray(lijst) ? lijst : []
  const socket = new WebSocket(String(Object(eerste).webSocketDebuggerUrl))
  try {
    await new Promise((klaar, mis) => {
      socket.onopen = klaar
      socket.onerror = () => mis(new Error('the inspector does not answer'))
    })
    await vraag(socket, 'HeapProfiler.collectGarbage')
    const { usedSize } = Object(await vraag(socket, 'Runtime.getHeapUsage'))
    if (typeof usedSize !== 'number') throw new Error('the inspector does not tell the heap')
    return usedSize / 2 ** 20
  } finally {
    socket.close()
  }
}

/** One call at a time; resolves with its result. */
async function vraag(socket: WebSocket, method: string): Promise<unknown> {
  const antwoord = new Promise<unknown>((klaar, mis) => {
    socket.onmessage = ({ data }) => klaar(JSON.parse(String(data)))
    socket.onclose = () => mis(new Error(`the inspector went away during ${method}`))
  })
  socket.send(JSON.stringify({ id: 1, method }))
  return Object(await antwoord).result
}
