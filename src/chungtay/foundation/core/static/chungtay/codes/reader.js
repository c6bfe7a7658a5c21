// Finding the text of a QR code in a picture, without a network: by the browser's own reader where it has one, else by
// the one that the page brings along (Safari, Firefox, Chromium on a desktop).

const WIDEST = 1024; // pixels of a picture that is looked through

/** A function from a picture (video, bitmap) to the text of a code in it; null where none is in sight. */
export async function reader() {
  if ("BarcodeDetector" in globalThis) {
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const own = new BarcodeDetector({ formats: ["qr_code"] });
      return async (picture) => (await own.detect(picture).catch(() => []))[0]?.rawValue ?? null;
    }
  }
  const { default: decode } = await import("./decode.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const [width, height] = [picture.videoWidth ?? picture.width, picture.videoHeight ?? picture.height];
    const scale = Math.min(1, WIDEST / Math.max(width, height));
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    if (!canvas.width || !canvas.height) return null; // the camera gives no picture yet
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null; // its way to say that it sees no code
    }
  };
}
