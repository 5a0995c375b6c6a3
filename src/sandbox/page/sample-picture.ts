/** Landscapes painted on a canvas, so that nobody needs a picture at hand to try a post with one. */

interface Scene {
  name: string;
  sky: [top: string, middle: string, bottom: string];
  sun: { x: number; y: number; radius: number; colour: string };
  hills: string[];
  stars?: boolean;
}

const width = 1280;
const height = 854;
const scenes: Scene[] = [
  {
    name: "morning",
    sky: ["#6aa9d8", "#f3d9c0", "#f9b98c"],
    sun: { x: 0.68, y: 0.5, radius: 58, colour: "#fff1d2" },
    hills: ["#8fa9bf", "#64839a", "#3f6073", "#24404f"],
  },
  {
    name: "evening",
    sky: ["#3d3a6b", "#b5578a", "#ffb36b"],
    sun: { x: 0.3, y: 0.56, radius: 74, colour: "#ffe1a1" },
    hills: ["#8d4d7c", "#653a6c", "#402a55", "#251b3a"],
  },
  {
    name: "night",
    sky: ["#0c1738", "#1d3461", "#4a6c94"],
    sun: { x: 0.76, y: 0.24, radius: 44, colour: "#f4f1dc" },
    hills: ["#2c4a70", "#213a5b", "#172a46", "#0d1a30"],
    stars: true,
  },
  {
    name: "meadow",
    sky: ["#4fa3d1", "#a8d8e8", "#eef6dc"],
    sun: { x: 0.22, y: 0.26, radius: 52, colour: "#fff8d8" },
    hills: ["#a9cdb0", "#7fb386", "#55925f", "#356f47"],
  },
];

let painted = 0;

/** One to four different pictures as JPEG files, other ones at each call until all have been. */
export function samplePictures(count: number): Promise<File[]> {
  return Promise.all(Array.from({ length: count }, () => paint(scenes[painted++ % scenes.length]!, painted)));
}

async function paint(scene: Scene, seed: number): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d")!;
  const random = randomFrom(seed * 7919);
  const sky = brush.createLinearGradient(0, 0, 0, height * 0.8);
  for (const [index, colour] of scene.sky.entries()) sky.addColorStop(index / 2, colour);
  brush.fillStyle = sky;
  brush.fillRect(0, 0, width, height);
  if (scene.stars) paintStars(brush, random);
  paintSun(brush, scene.sun);
  for (const [index, colour] of scene.hills.entries())
    paintHill(brush, random, colour, index / scene.hills.length);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  return new File([blob!], `${scene.name}.jpg`, { type: "image/jpeg" });
}

function paintStars(brush: CanvasRenderingContext2D, random: () => number): void {
  for (let star = 0; star < 160; star++) {
    brush.fillStyle = `rgba(255, 255, 255, ${0.2 + random() * 0.8})`;
    brush.beginPath();
    brush.arc(random() * width, random() * height * 0.6, 0.6 + random() * 1.6, 0, Math.PI * 2);
    brush.fill();
  }
}

function paintSun(brush: CanvasRenderingContext2D, { x, y, radius, colour }: Scene["sun"]): void {
  const glow = brush.createRadialGradient(
    x * width,
    y * height,
    radius * 0.6,
    x * width,
    y * height,
    radius * 6,
  );
  glow.addColorStop(0, `${colour}b0`);
  glow.addColorStop(1, `${colour}00`);
  brush.fillStyle = glow;
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = colour;
  brush.beginPath();
  brush.arc(x * width, y * height, radius, 0, Math.PI * 2);
  brush.fill();
}

/** A ridge of three waves laid over each other; nearer ones (depth towards 1) lie lower and roll wider. */
function paintHill(
  brush: CanvasRenderingContext2D,
  random: () => number,
  colour: string,
  depth: number,
): void {
  const base = height * (0.56 + depth * 0.42);
  const waves = [1.4, 3.1, 7.3].map((speed, index) => ({
    speed: speed * (1.3 - depth * 0.5),
    lift: (70 - depth * 26) / (index * 1.7 + 1),
    phase: random() * 6,
  }));
  brush.fillStyle = colour;
  brush.beginPath();
  brush.moveTo(0, height);
  for (let x = 0; x <= width; x += 6) {
    const y = waves.reduce(
      (sum, { speed, lift, phase }) => sum - lift * Math.sin((x / width) * speed * 3 + phase),
      base,
    );
    brush.lineTo(x, y);
  }
  brush.lineTo(width, height);
  brush.fill();
}

/** Numbers from 0 to 1 that are the same for the same seed (Park and Miller's generator). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
