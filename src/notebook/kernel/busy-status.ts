import { ZmqServer } from "tslab/dist/jupyter";

interface Message {
  header: { msg_type: string };
}

interface Server {
  publishStatus(status: string, parent: Message): void;
}

/**
 * Keeps the kernel busy until the last cell of "Run All" has ended: after each "idle" it says "busy" again for the cell
 * that is next. tslab says busy when a request arrives, so the first cell to end made the kernel look idle.
 */
export function stayBusy(): void {
  const server = ZmqServer.prototype as unknown as Server;
  const { publishStatus } = server;
  const waiting: Message[] = [];
  server.publishStatus = function (status, parent) {
    if (parent.header.msg_type === "execute_request") {
      if (status === "busy") waiting.push(parent);
      else waiting.splice(waiting.indexOf(parent), 1);
    }
    publishStatus.call(this, status, parent);
    if (status === "idle" && waiting.length > 0) publishStatus.call(this, "busy", waiting[0]);
  };
}
