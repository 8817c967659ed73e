// A prebuilt JupyterLab extension, written by hand: Jupyter loads it as a webpack container, which is an object with
// init(shared scope) and get(module). It draws plotly figures with the plotly.min.js beside it, which npm run build puts
// there, so it needs neither Python nor a network.
(() => {
  const MIME = "application/vnd.plotly.v1+json";
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  let sharedScope;
  let loading;

  async function sharedModule(name) {
    const versions = Object.values(sharedScope[name]);
    return (await versions[versions.length - 1].get())();
  }

  /** plotly.js looks for an AMD loader first, which some pages have: it is out of sight until plotly has started. */
  function loadPlotly() {
    loading ??= new Promise((resolve, reject) => {
      const amd = window.define;
      window.define = undefined;
      const script = document.createElement("script");
      script.src = `${folder}plotly.min.js`;
      script.onload = () => {
        window.define = amd;
        resolve(window.Plotly);
      };
      script.onerror = () => reject(new Error("plotly.min.js is missing: npm run build"));
      document.head.append(script);
    });
    return loading;
  }

  async function mimeExtension() {
    const { Widget } = await sharedModule("@lumino/widgets");
    class PlotlyFigure extends Widget {
      async renderModel(model) {
        const { data = [], layout = {}, config = {} } = structuredClone(model.data[MIME]);
        this.node.setAttribute("role", "img");
        this.node.setAttribute("aria-label", layout.title?.text ?? "figure");
        const plotly = await loadPlotly();
        if (!this.isDisposed) await plotly.react(this.node, data, layout, { responsive: true, ...config });
      }
      onResize() {
        if (this.node.data) window.Plotly.Plots.resize(this.node);
      }
      dispose() {
        if (!this.isDisposed) window.Plotly?.purge(this.node);
        super.dispose();
      }
    }
    return {
      id: "forking-tokens-plotly:figure",
      rank: 0,
      dataType: "json",
      rendererFactory: { safe: true, mimeTypes: [MIME], createRenderer: () => new PlotlyFigure() },
    };
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["forking-tokens-plotly"] = {
    init(scope) {
      sharedScope = scope;
    },
    async get() {
      const extension = await mimeExtension();
      return () => ({ __esModule: true, default: extension });
    },
  };
})();
