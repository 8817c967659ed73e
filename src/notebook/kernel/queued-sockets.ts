import type { Publisher, Router } from "zeromq";

type Message = Parameters<Publisher["send"]>[0];

/** Messages that go straight out within one turn of the event loop; zeromq.js refuses the 513th. */
const DIRECT_SENDS = 256;

/**
 * Replaces zeromq's Publisher and Router by ones that queue what they send. tslab sends without waiting, and
 * zeromq.js throws EBUSY when too much is sent in one turn of the event loop, which loses long outputs and
 * the final "idle". Few messages still go straight out, so that a cell that blocks shows its progress.
 */
export function queueSends(): void {
  const zeromq = require("zeromq") as { Publisher: typeof Publisher; Router: typeof Router };

  class QueuedPublisher extends zeromq.Publisher {
    readonly #queue = sendQueue((message: Message) => super.send(message));
    constructor() {
      super({ sendHighWaterMark: 0 });
    }
    override send(message: Message): Promise<void> {
      return this.#queue(message);
    }
  }

  class QueuedRouter extends zeromq.Router {
    readonly #queue = sendQueue((message: Message) => super.send(message));
    constructor() {
      super({ sendHighWaterMark: 0 });
    }
    override send(message: Message): Promise<void> {
      return this.#queue(message);
    }
  }

  zeromq.Publisher = QueuedPublisher;
  zeromq.Router = QueuedRouter;
}

/** Wraps a send that must not be called too often in one turn: the first calls pass, the others wait in line. */
export function sendQueue<M>(send: (message: M) => Promise<void>): (message: M) => Promise<void> {
  let inThisTurn = 0;
  let waiting = 0;
  let last = Promise.resolve();
  return (message) => {
    if (waiting === 0 && inThisTurn < DIRECT_SENDS) {
      if (inThisTurn++ === 0) {
        setImmediate(() => {
          inThisTurn = 0;
        });
      }
      return send(message);
    }
    waiting++;
    last = last
      .then(() => send(message))
      .finally(() => {
        waiting--;
      });
    return last;
  };
}
