import { mkdtempSync } from "node:fs";
import { openHouse } from "../src/cli/house.ts";
import { startService } from "../src/cli/commands/serve.ts";
const d=mkdtempSync("/dev/shm/hm-");
const cpu=async<T>(n:string,f:()=>Promise<T>)=>{const a=performance.now(),c=process.cpuUsage();const r=await f();const u=process.cpuUsage(c);console.log(n,"wall",(performance.now()-a).toFixed(0),"cpu",((u.user+u.system)/1000).toFixed(0));return r;};
for(let i=0;i<4;i++){
const house=await cpu("openHouse",()=>openHouse({HUIYIN_DATABASE:`sqlite:${d}/${i}.db`,HUIYIN_SECRET_FILE:`${d}/k${i}`,HUIYIN_LOG_LEVEL:"silent",HUIYIN_PORT:"0",HUIYIN_INBOX:"off"}));
await house.store.close();
const again=await cpu("openHouse again",()=>openHouse({HUIYIN_DATABASE:`sqlite:${d}/${i}.db`,HUIYIN_SECRET_FILE:`${d}/k${i}`,HUIYIN_LOG_LEVEL:"silent",HUIYIN_PORT:"0",HUIYIN_INBOX:"off"}));
const s=await cpu("startService",()=>startService(again,{http:true,jobs:false}));
await cpu("first request",()=>fetch(s.address+"/readyz"));
await s.stop();await again.store.close();
}
