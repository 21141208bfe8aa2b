// Search for a site that is opened from disk: browsers start no worker from a file, so the script of the search
// runs in a hidden frame. Served pages keep the real worker.
if (location.protocol === "file:") {
  window.IFrameWorker = class extends EventTarget {
    constructor(url) {
      super();
      const script = new URL(url, location.href).href;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild(frame);
      const inside = frame.contentWindow;
      this.ready = new Promise((resolve) => {
        inside.document.open();
        inside.document.write("<!DOCTYPE html><html><head></head><body></body></html>");
        inside.document.close();
        inside.postMessage = (data) =>
          this.dispatchEvent(new MessageEvent("message", { data }));
        inside.importScripts = (...urls) =>
          urls.reduce(
            (before, each) => before.then(() => load(inside, new URL(each, script).href)),
            Promise.resolve(),
          );
        resolve(load(inside, script));
      });
      this.frame = frame;
    }

    postMessage(data) {
      this.ready.then(() =>
        this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })),
      );
    }

    terminate() {
      this.frame.remove();
    }
  };

  function load(inside, url) {
    return new Promise((resolve, reject) => {
      const script = inside.document.createElement("script");
      script.src = url;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(url));
      inside.document.head.appendChild(script);
    });
  }

  window.Worker = window.IFrameWorker;
}
