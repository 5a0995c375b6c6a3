FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production TZ=UTC DATABASE_PATH=/data/belfry.db BACKUP_DIR=/data/backups NODE_COMPILE_CACHE=/cache
# Where the root file system is read-only, SQLite makes its file smaller by way of the volume.
ENV SQLITE_TMPDIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json package-lock.json LICENSE ./
COPY migrations ./migrations
COPY src ./src
# Made before the volume, so that a new volume belongs to the user that writes to it.
RUN mkdir /data /cache && chown node:node /data /cache
VOLUME /data
USER node
# Fills the compile cache, by the user and with the flags it is for: at start no types are stripped, which saves memory.
# Without a token the program says so and ends, all its code loaded.
RUN node --max-semi-space-size=2 --max-old-space-size=256 --v8-pool-size=0 --optimize-for-size --liftoff-only --no-maglev --import=./src/quick-start.js src/main.ts 2>/dev/null || true
HEALTHCHECK --interval=1m --timeout=10s --start-period=3m --retries=2 CMD ["node", "src/healthcheck.ts"]
# Not through npm: signals reach node itself, which lets running sends finish. Its memory: docs/decisions/004.
CMD ["node", "--max-semi-space-size=2", "--max-old-space-size=256", "--v8-pool-size=0", "--optimize-for-size", "--liftoff-only", "--no-maglev", "--import=./src/quick-start.js", "src/main.ts"]
