// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/consumers.json -- -std=c++20 -isystem %S/Inputs -I/usr/include/postgresql
//
// Consumers that take messages in a loop, and what timers run for a request.
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafkacpp.h>
#include <amqp.h>
#include <loops.h>
#include <nats/nats.h>
#include <thread>

void set_tenant_context(const std::string &tenant_id);
struct TenantScope {
  explicit TenantScope(const std::string &tenant_id);
  ~TenantScope();
};
struct Job {
  std::string tenant_id;
  long long id;
};
Job parse(const void *payload);
PGconn *db();
static void store(const Job &) { PQexec(db(), "UPDATE jobs SET done = true WHERE tenant_id = current_setting('app.tenant_id')::int"); }

// What is done before the first message is no task's.
void badRetry(RdKafka::KafkaConsumer *consumer, bool &stop) {
  PQexec(db(), "SELECT version FROM schema_version");
  while (!stop) {
    std::unique_ptr<RdKafka::Message> message(consumer->consume(1000));
    if (message->err() != RdKafka::ERR_NO_ERROR)
      continue;
    Job job = parse(message->payload());
    for (int attempt = 0; attempt < 3; ++attempt) {
      try {
        store(job);
        // FINDING@-1:9: the task 'badRetry' reaches a database, a cache or a queue before it binds the tenant
        break;
      } catch (const std::exception &) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100 << attempt));
      }
    }
    set_tenant_context(job.tenant_id);
  }
}
void goodRetry(RdKafka::KafkaConsumer *consumer, bool &stop) {
  PQexec(db(), "SELECT version FROM schema_version");
  while (!stop) {
    std::unique_ptr<RdKafka::Message> message(consumer->consume(1000));
    if (message->err() != RdKafka::ERR_NO_ERROR)
      continue;
    Job job = parse(message->payload());
    TenantScope scope(job.tenant_id);
    for (int attempt = 0; attempt < 3; ++attempt) {
      try {
        store(job);
        break;
      } catch (const std::exception &) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100 << attempt));
      }
    }
  }
}
void badList(redisContext *redis, bool &stop) {
  while (!stop) {
    auto *reply = static_cast<redisReply *>(redisCommand(redis, "BRPOP jobs 1"));
    if (reply == nullptr)
      continue;
    Job job = parse(reply->element[1]->str);
    if (!job.tenant_id.empty())
      set_tenant_context(job.tenant_id);
    store(job);
    // FINDING@-1:5: the task 'badList' reaches a database, a cache or a queue before it binds the tenant
  }
}
void goodList(redisContext *redis, bool &stop) {
  while (!stop) {
    auto *reply = static_cast<redisReply *>(redisCommand(redis, "BRPOP jobs 1"));
    if (reply == nullptr)
      continue;
    Job job = parse(reply->element[1]->str);
    if (job.tenant_id.empty())
      continue;
    set_tenant_context(job.tenant_id);
    store(job);
  }
}
// After the scope of one message the next one has no tenant.
void badAfterScope(rd_kafka_t *kafka, bool &stop) {
  while (!stop) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(kafka, 100);
    if (message == nullptr)
      continue;
    Job job = parse(message->payload);
    {
      TenantScope scope(job.tenant_id);
      store(job);
    }
    store(job);
    // FINDING@-1:5: the task 'badAfterScope' reaches a database, a cache or a queue before it binds the tenant
  }
}
void goodScope(rd_kafka_t *kafka, bool &stop) {
  while (!stop) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(kafka, 100);
    if (message == nullptr)
      continue;
    Job job = parse(message->payload);
    TenantScope scope(job.tenant_id);
    store(job);
  }
}
void threads(natsSubscription *subscription) {
  std::thread([subscription] {
    natsMsg *message = nullptr;
    while (natsSubscription_NextMsg(&message, subscription, 1000) == NATS_OK)
      store(parse(natsMsg_GetData(message)));
      // FINDING@-1:7: the task 'threads' reaches a database, a cache or a queue before it binds the tenant
  }).detach();
  std::thread([subscription] {
    natsMsg *message = nullptr;
    while (natsSubscription_NextMsg(&message, subscription, 1000) == NATS_OK) {
      Job job = parse(natsMsg_GetData(message));
      TenantScope scope(job.tenant_id);
      store(job);
    }
  }).detach();
}
void badRabbit(amqp_connection_state_t connection) {
  amqp_envelope_t envelope;
  while (amqp_consume_message(connection, &envelope, nullptr, 0).reply_type == AMQP_RESPONSE_NORMAL)
    store(parse(envelope.message.body.bytes));
    // FINDING@-1:5: the task 'badRabbit' reaches a database, a cache or a queue before it binds the tenant
}
void goodRabbit(amqp_connection_state_t connection) {
  amqp_envelope_t envelope;
  while (amqp_consume_message(connection, &envelope, nullptr, 0).reply_type == AMQP_RESPONSE_NORMAL) {
    Job job = parse(envelope.message.body.bytes);
    TenantScope scope(job.tenant_id);
    store(job);
  }
}
void badCpp(cppkafka::Consumer &consumer) {
  while (auto message = consumer.poll())
    store(parse(std::string(message.get_payload()).data()));
    // FINDING@-1:5: the task 'badCpp' reaches a database, a cache or a queue before it binds the tenant
}
void badChannel(AmqpClient::Channel &channel) {
  for (;;) {
    auto envelope = channel.BasicConsumeMessage("jobs");
    store(parse(envelope->Body().data()));
    // FINDING@-1:5: the task 'badChannel' reaches a database, a cache or a queue before it binds the tenant
  }
}
void badPop(sw::redis::Redis &redis) {
  while (auto item = redis.brpop("jobs"))
    store(parse(item->second.data()));
    // FINDING@-1:5: the task 'badPop' reaches a database, a cache or a queue before it binds the tenant
}
void goodPop(sw::redis::Redis &redis) {
  while (auto item = redis.brpop("jobs")) {
    Job job = parse(item->second.data());
    TenantScope scope(job.tenant_id);
    store(job);
  }
}
// Who waits for one answer, or for the messages of a tenant that it is given, is no consumer.
void goodAnswer(redisContext *redis, const Job &job) {
  redisCommand(redis, "BLPOP answers 1");
  store(job);
}
void goodGiven(sw::redis::Redis &redis, const std::string &tenant_id) {
  while (auto item = redis.brpop(tenant_id + ":jobs"))
    store(parse(item->second.data()));
}
// Callbacks of libraries.
static void delivered(rd_kafka_t *, const rd_kafka_message_t *message, void *) {
  store(parse(message->payload));
  // FINDING@-1:3: the task 'delivered' reaches a database, a cache or a queue before it binds the tenant
}
static void deliveredBound(rd_kafka_t *, const rd_kafka_message_t *message, void *) {
  Job job = parse(message->payload);
  TenantScope scope(job.tenant_id);
  store(job);
}
class Reports : public RdKafka::DeliveryReportCb {
  void dr_cb(RdKafka::Message &message) override {
    store(parse(message.payload()));
    // FINDING@-1:5: the task 'Reports::dr_cb' reaches a database, a cache or a queue before it binds the tenant
  }
};
void install(rd_kafka_conf_t *conf, sw::redis::Subscriber &subscriber) {
  rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  rd_kafka_conf_set_dr_msg_cb(conf, deliveredBound);
  subscriber.on_message([](std::string channel, std::string text) {
    store(parse(text.data()));
    // FINDING@-1:5: the task 'install' reaches a database, a cache or a queue before it binds the tenant
  });
  subscriber.on_message([](std::string channel, std::string text) {
    Job job = parse(text.data());
    TenantScope scope(job.tenant_id);
    store(job);
  });
}

// A timer that is set for a request runs when the tenant of the request is bound no more.
void badTimer(boost::asio::steady_timer &timer, const Job &job, const std::string &tenant_id) {
  timer.async_wait([job](boost::system::error_code) {
    store(job);
    // FINDING@-1:5: the task 'badTimer' reaches a database, a cache or a queue before it binds the tenant
  });
}
void goodTimer(boost::asio::steady_timer &timer, const Job &job, const std::string &tenant_id) {
  timer.async_wait([job, tenant_id](boost::system::error_code) {
    TenantScope scope(tenant_id);
    store(job);
  });
}
void badDelay(trantor::EventLoop &loop, const drogon::HttpRequestPtr &req, const Job &job) {
  loop.runAfter(5, [job] {
    store(job);
    // FINDING@-1:5: the task 'badDelay' reaches a database, a cache or a queue before it binds the tenant
  });
}
void goodDelay(trantor::EventLoop &loop, const drogon::HttpRequestPtr &req, const Job &job) {
  loop.runAfter(5, [job] {
    set_tenant_context(job.tenant_id);
    store(job);
  });
}
// The housekeeping of all tenants.
void housekeeping(boost::asio::steady_timer &timer, trantor::EventLoop &loop) {
  timer.async_wait([](boost::system::error_code) { PQexec(db(), "SELECT 1"); });
  loop.runEvery(60, [] { PQexec(db(), "SELECT 1"); });
}
