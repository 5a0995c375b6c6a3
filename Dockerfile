FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production TZ=UTC DATABASE_PATH=/data/belfry.db
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json package-lock.json LICENSE ./
COPY migrations ./migrations
COPY src ./src
# Made before the volume, so that a new volume belongs to the user that writes to it.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
HEALTHCHECK --interval=1m --timeout=10s --start-period=3m --retries=2 CMD ["node", "src/healthcheck.ts"]
# Not through npm: signals reach node itself, which lets running sends finish. Its memory: see package.json, start.
CMD ["node", "--max-semi-space-size=2", "--max-old-space-size=256", "src/main.ts"]
