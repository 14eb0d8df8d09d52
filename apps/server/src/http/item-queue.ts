/** Items handed from requests to the import that takes them, in order. */

/** A queue with one taker. */
export interface ItemQueue<Item> extends AsyncIterable<Item> {
  put(item: Item): void;
  /** No more items come; the taker ends after those that wait. */
  end(): void;
}

/** Makes an empty queue. */
export function createItemQueue<Item>(): ItemQueue<Item> {
  const waiting: Item[] = [];
  let ended = false;
  let wake: () => void = () => {};
  return {
    put(item) {
      waiting.push(item);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const item = waiting.shift();
        if (item !== undefined) yield item;
        else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
